using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Records;

namespace Flink.Runtime.Tests.Jobs;

/// <summary>Builds job graphs by hand, operator by operator, without the API.</summary>
internal sealed class TestJob
{
    private static ulong _nextJob;
    private readonly List<JobVertex> _vertices = [];
    private readonly List<JobEdge> _edges = [];
    private ulong _nextOperator;

    public VertexId Vertex(int parallelism, params OperatorFactory[] chain) =>
        Vertex(parallelism, chain, [.. Enumerable.Range(1, chain.Length - 1).Select(i => new ChainEdge(i - 1, i))]);

    public VertexId Vertex(int parallelism, OperatorFactory[] chain, ChainEdge[] edges)
    {
        var operators = chain.Select(factory => new OperatorNode
        {
            Id = new OperatorId(new Id128(0, ++_nextOperator)),
            Name = factory.GetType().Name.Split('`')[0],
            Factory = factory,
        }).ToArray();
        _vertices.Add(new JobVertex
        {
            Name = string.Join(" -> ", operators.Select(node => node.Name)),
            Operators = operators,
            Chain = edges,
            Parallelism = parallelism,
            MaxParallelism = 128,
        });
        return _vertices[^1].Id;
    }

    public void Edge<T>(VertexId source, VertexId target, Partitioner partitioner, int input = 0, OutputTag? tag = null)
    {
        var vertex = _vertices.Single(vertex => vertex.Id == source);
        _edges.Add(new JobEdge
        {
            Source = source,
            SourceOperator = vertex.Operators.Count - 1,
            Tag = tag,
            Target = target,
            TargetInput = input,
            Partitioner = partitioner,
            RecordType = typeof(T),
        });
    }

    public JobGraph Build() => new()
    {
        Id = new JobId(new Id128(1, Interlocked.Increment(ref _nextJob))),
        Name = "test",
        Vertices = _vertices,
        Edges = _edges,
    };
}
