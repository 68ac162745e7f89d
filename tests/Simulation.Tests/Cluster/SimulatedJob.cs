using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Sources;
using Flink.Runtime.Dispatcher.Views;
using Flink.Streaming.Sources;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>A job that counts for a while of virtual time, over two vertices that exchange records.</summary>
/// <param name="id">Its id.</param>
/// <param name="name">Its name, which traces tell.</param>
/// <param name="world">Where its sink reports: a name that no other run has, not even of the same seed.</param>
/// <param name="sizes">What slots it asks for.</param>
internal sealed class SimulatedJob(JobId id, string name, string world, SlotSizes sizes = SlotSizes.Default)
{
    /// <summary>The vertex of its sources.</summary>
    public static readonly VertexId Source = new(new Id128(0, 1));

    /// <summary>The vertex of its sinks.</summary>
    public static readonly VertexId Sink = new(new Id128(0, 2));

    public const int Parallelism = 2;
    public const long Records = 9_000;
    private const double RecordsPerSecond = 60;

    public JobId Id { get; } = id;

    /// <summary>Its id as it is written in keys.</summary>
    public string Text { get; } = id.ToString();

    public string Name => name;

    /// <summary>Where its sink reports.</summary>
    public string World => world;

    /// <summary>Whether the sink has said the one right thing.</summary>
    public bool IsExact => Said == (Parallelism, Records, Records * (Records - 1) / 2);

    public (int Subtasks, long Count, long Sum) Said => SumSink.Reports(world);

    /// <summary>What slots it asks for.</summary>
    public SlotSizes Sizes => sizes;

    public JobSubmission Submission()
    {
        var source = Vertex(1, "numbers", new SourceOperatorFactory<long, RangeSplit>(new GeneratorSource<long>(
            static number => number, new GeneratorOptions<long> { Count = (int)Records, RecordsPerSecond = RecordsPerSecond })));
        var sink = Vertex(2, "sum", new SumSink(world));
        var graph = new JobGraph
        {
            Id = Id,
            Name = name,
            Vertices = [source, sink],
            SlotResources = sizes switch
            {
                SlotSizes.Two => new() { ["numbers"] = Size(0.4m, 100), ["sum"] = Size(0.6m, 150) },
                SlotSizes.CoLocated => new() { ["both"] = Size(0.7m, 200) },
                _ => new Dictionary<string, ResourceSpec>(),
            },
            Edges =
            [
                new JobEdge
                {
                    Source = source.Id,
                    SourceOperator = 0,
                    Target = sink.Id,
                    TargetInput = 0,
                    Partitioner = RebalancePartitioner.Instance,
                    RecordType = typeof(long),
                },
            ],
        };
        return new JobSubmission { Id = Id, Name = name, Graph = JobGraphSerializer.Write(graph).Bytes };
    }

    private static ResourceSpec Size(decimal cores, int megabytes) =>
        new(cores, MemorySize.FromMebibytes(megabytes), MemorySize.Zero, MemorySize.FromMebibytes(megabytes));

    private JobVertex Vertex(ulong number, string vertex, OperatorFactory factory) => new()
    {
        Name = vertex,
        Operators = [new OperatorNode { Id = new OperatorId(new Id128(0, number)), Name = vertex, Factory = factory }],
        Chain = [],
        Parallelism = Parallelism,
        MaxParallelism = 128,
        SlotSharingGroup = sizes switch { SlotSizes.Two => vertex, SlotSizes.CoLocated => "both", _ => JobVertex.DefaultSlotSharingGroup },
        CoLocationGroups = sizes is SlotSizes.CoLocated ? ["pair"] : [],
    };
}
