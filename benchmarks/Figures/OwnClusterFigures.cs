using Flink.Benchmarks.Cluster;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>process</c>: workers on demand as processes of this machine.</summary>
internal static class OwnClusterFigures
{
    private const double RegistrationBound = 300;
    private const double ReplacementBound = 1000;

    private static readonly Unit Milliseconds = Unit.Of("ms");

    public static IReadOnlyList<Figure> All { get; } =
    [
        new() { Name = "process/registered", Unit = Milliseconds, Gate = Gate.ValueAtMost(RegistrationBound), Ours = ProcessRuns.Registered },
        new() { Name = "process/registered-in-session", Unit = Milliseconds, Gate = Gate.None, Ours = ProcessRuns.RegisteredInSession },
        new() { Name = "process/replaced", Unit = Milliseconds, Gate = Gate.ValueAtMost(ReplacementBound), Ours = ProcessRuns.Replaced },
        new() { Name = "process/run-word-count", Unit = Milliseconds, Gate = Gate.None, Ours = ProcessRuns.Command },
        new() { Name = "process/registered-last-of-50", Unit = Milliseconds, Gate = Gate.None, Ours = ProcessRuns.Many },
    ];
}
