using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>docker</c>: workers in containers; where no engine is named there are none of these.</summary>
internal static class DockerFigures
{
    private static readonly Unit Milliseconds = Unit.Of("ms");

    public static IReadOnlyList<Figure> All { get; } = DockerRuns.HasEngine
        ?
        [
            new() { Name = "docker/registered", Unit = Milliseconds, Gate = Gate.ValueAtMost(700), Ours = DockerRuns.Registered },
            new() { Name = "docker/registered-in-session", Unit = Milliseconds, Gate = Gate.None, Ours = DockerRuns.RegisteredInSession },
            new() { Name = "docker/replaced", Unit = Milliseconds, Gate = Gate.ValueAtMost(1500), Ours = DockerRuns.Replaced },
        ]
        : [];
}
