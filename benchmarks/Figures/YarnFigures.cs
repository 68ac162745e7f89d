using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>yarn</c>: sessions on a real YARN; where none is named there are none of these.</summary>
internal static class YarnFigures
{
    private static readonly Unit Milliseconds = Unit.Of("ms");
    private static readonly Unit Megabytes = Unit.Of("MB");

    // Apache Flink 2.3 on the same lab, when the gates were set: 12.3-14.1 s and 5.3-9.1 s. Half of their middles.
    public static IReadOnlyList<Figure> All { get; } = YarnRuns.HasYarn
        ?
        [
            new() { Name = "yarn/session-ready", Unit = Milliseconds, Gate = Gate.ValueAtMost(6_600), Ours = YarnRuns.SessionReady },
            new() { Name = "yarn/registered", Unit = Milliseconds, Gate = Gate.ValueAtMost(3_600), Ours = YarnRuns.Registered },
            new() { Name = "yarn/registered-container", Unit = Milliseconds, Gate = Gate.None, Ours = YarnRuns.Container },
            new() { Name = "yarn/bundle", Unit = Megabytes, Gate = Gate.ValueAtMost(60), Ours = YarnRuns.Bundle },
        ]
        : [];
}
