using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>docker</c>: workers in containers.</summary>
internal static class DockerFigures
{
    public static IReadOnlyList<Figure> All { get; } =
    [
        OnDocker("docker/registered", Gate.ValueAtMost(700), DockerRuns.Registered),
        OnDocker("docker/registered-in-pairs", Gate.None, DockerRuns.RegisteredInPairs),
        OnDocker("docker/registered-in-session", Gate.None, DockerRuns.RegisteredInSession),
        OnDocker("docker/replaced", Gate.ValueAtMost(1500), DockerRuns.Replaced),
    ];

    private static Figure OnDocker(string name, Gate gate, Func<Effort, Measurement> ours) => new()
    {
        Name = name,
        Unit = Unit.Of("ms"),
        Gate = gate,
        Needs = DockerRuns.EngineVariable,
        Ours = ours,
    };
}
