using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>yarn</c>: sessions on a real YARN.</summary>
internal static class YarnFigures
{
    private static readonly Unit Milliseconds = Unit.Of("ms");
    private static readonly Unit Megabytes = Unit.Of("MB");

    // Apache Flink 2.3 on the same lab, when the gates were set: 12.3-14.1 s and 5.3-9.1 s. Half of their middles.
    public static IReadOnlyList<Figure> All { get; } =
    [
        OnYarn("yarn/session-ready", Milliseconds, Gate.ValueAtMost(6_600), YarnRuns.SessionReady),
        OnYarn("yarn/session-services-api", Milliseconds, Gate.None, YarnRuns.SessionServicesApi),
        OnYarn("yarn/registered", Milliseconds, Gate.ValueAtMost(3_600), YarnRuns.Registered),
        OnYarn("yarn/registered-container", Milliseconds, Gate.None, YarnRuns.Container),
        OnYarn("yarn/bundle", Megabytes, Gate.ValueAtMost(60), YarnRuns.Bundle),
    ];

    private static Figure OnYarn(string name, Unit unit, Gate gate, Func<Effort, Measurement> ours) => new()
    {
        Name = name,
        Unit = unit,
        Gate = gate,
        Needs = YarnRuns.ConfigurationVariable,
        Ours = ours,
    };
}
