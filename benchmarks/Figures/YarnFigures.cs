using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>yarn</c>: sessions on a real YARN.</summary>
internal static class YarnFigures
{
    // Half of the least median that Apache Flink 2.3 took on the same lab (docs/yarn.md): 9.1 s for a session, 4.8 s for a registration.
    public static IReadOnlyList<Figure> All { get; } =
    [
        OnYarn("yarn/session-ready", Gate.ValueAtMost(4_500), YarnRuns.SessionReady),
        OnYarn("yarn/session-services-api", Gate.None, YarnRuns.SessionServicesApi),
        OnYarn("yarn/registered", Gate.ValueAtMost(2_400), YarnRuns.Registered),
        OnYarn("yarn/registered-container", Gate.None, YarnRuns.Container),
    ];

    private static Figure OnYarn(string name, Gate gate, Func<Effort, Measurement> ours) => new()
    {
        Name = name,
        Unit = Unit.Of("ms"),
        Gate = gate,
        Needs = YarnRuns.ConfigurationVariable,
        Ours = ours,
    };
}
