using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Core.Sources;

namespace Flink.Streaming.Tests.Harness;

/// <summary>Shorthand for programs under test.</summary>
public static class Program
{
    public static StreamExecutionEnvironment NewEnvironment(int parallelism = 1) =>
        new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(parallelism);

    public static OperatorStream<T> Read<T>(this StreamExecutionEnvironment environment, string name = "Numbers", Boundedness boundedness = Boundedness.Bounded) =>
        environment.FromSource(new SourceStub<T>(boundedness), name);

    public static JobVertex VertexNamed(this JobGraph graph, string name) => Assert.Single(graph.Vertices, vertex => vertex.Name == name);

    public static OperatorNode OperatorNamed(this JobGraph graph, string name) =>
        Assert.Single(graph.Vertices.SelectMany(vertex => vertex.Operators), one => one.Name == name);
}
