using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Records;
using Flink.Core.Sources;
using Flink.Local.Tests.Harness;
using Flink.Streaming.Sources;

namespace Flink.Local.Tests.Engine;

/// <summary>An operator with two inputs, handed to the engine in a job graph made by hand.</summary>
public class InputSelectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Input_that_is_not_selected_is_not_read_and_pushes_back_until_the_other_has_ended(int parallelism)
    {
        // Far more than the channels hold: the second source has to stand still while the first is read.
        const long count = 100_000;
        var join = new BuildThenProbe();
        var first = Source(1, new SequenceSource(1, count), parallelism);
        var second = Source(2, new SequenceSource(1, count), parallelism);
        var target = Vertex(3, "Build then probe", join, 1);
        var graph = new JobGraph
        {
            Id = new JobId(new Id128(7, (ulong)parallelism)),
            Name = "input selection",
            Vertices = [first, second, target],
            Edges = [Edge(first, target, 0), Edge(second, target, 1)],
        };

        var job = await new EmbeddedExecutor().SubmitAsync(graph, FlinkConfiguration.Empty);
        var result = await job.GetResultAsync().WaitAsync(Programs.Patience);

        Assert.Null(result.Failure);
        Assert.Equal(JobStatus.Finished, result.Status);
        Assert.Equal((count, count, 0L), (join.Built.Count, join.Probed.Count, join.ProbedTooEarly.Count));
    }

    private static JobVertex Source(ulong id, SequenceSource source, int parallelism) =>
        Vertex(id, $"Source {id}", new SourceOperatorFactory<long, RangeSplit>(source), parallelism);

    private static JobVertex Vertex(ulong id, string name, OperatorFactory factory, int parallelism) => new()
    {
        Name = name,
        Operators = [new OperatorNode { Id = new OperatorId(new Id128(0, id)), Name = name, Factory = factory }],
        Chain = [],
        Parallelism = parallelism,
        MaxParallelism = 128,
    };

    private static JobEdge Edge(JobVertex source, JobVertex target, int input) => new()
    {
        Source = source.Id,
        SourceOperator = 0,
        Target = target.Id,
        TargetInput = input,
        Partitioner = RebalancePartitioner.Instance,
        RecordType = typeof(long),
    };

    private sealed class BuildThenProbe : OperatorFactory
    {
        public Tally Built { get; } = new();

        public Tally Probed { get; } = new();

        public Tally ProbedTooEarly { get; } = new();

        public override IReadOnlyList<Type> InputTypes => [typeof(long), typeof(long)];

        public override Type? OutputType => null;

        public override Operator Create() => new Join(this);

        private sealed class Join(BuildThenProbe counts) : TwoInputOperator<long, long, object>
        {
            private bool _isBuilt;

            public override InputSelection Selection => _isBuilt ? InputSelection.All : InputSelection.Only(0);

            public override void EndInput(int input) => _isBuilt |= input == 0;

            protected override void ProcessFirst(Batch<long> batch) => counts.Built.Add(batch.Count);

            protected override void ProcessSecond(Batch<long> batch)
            {
                counts.Probed.Add(batch.Count);
                counts.ProbedTooEarly.Add(_isBuilt ? 0 : batch.Count);
            }
        }
    }
}
