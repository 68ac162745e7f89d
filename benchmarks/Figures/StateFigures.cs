using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;
using Flink.Benchmarks.State;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>windows</c>: the tables of keyed state by themselves.</summary>
internal static class StateFigures
{
    private const int Few = 100_000;
    private const int Many = 16_000_000;

    private static readonly Unit Nanoseconds = Unit.Of("ns/upd");

    public static IReadOnlyList<Figure> All { get; } =
    [
        Figure.Compare("windows/state-100k", Unit.NanosecondsPerRecord, Gate.None, static effort => new KeyedUpdates(effort, Few), static effort => new FlatTable(effort, Few)),
        Figure.Compare("windows/state-16m", Unit.NanosecondsPerRecord, Gate.RatioAtMost(2.5), static effort => new KeyedUpdates(effort, Many), static effort => new KeyedUpdates(effort, Few)),
        Absolute("windows/snapshot-pause", Unit.Of("us"), 1500, static run => run.Pause),
        Absolute("windows/snapshot-slowdown", Unit.Of("x"), 1 / 0.65, static run => run.Slowdown),
        Absolute("windows/snapshot-worst-batch", Unit.Of("ms"), 10, static run => run.WorstBatch),
        InJob("windows/job-snapshot-pause", Unit.Of("us"), Gate.ValueAtMost(1500), static run => run.Pause),
        InJob("windows/job-snapshot-slowdown", Unit.Of("x"), Gate.ValueAtMost(1 / 0.65), static run => run.Slowdown),
        InJob("windows/job-snapshot-worst-batch", Unit.Of("ms"), Gate.ValueAtMost(10), static run => run.WorstBatch),
        InJob("windows/job-snapshot-allocated", Unit.Of("MB"), Gate.None, static run => run.Allocated),
        new() { Name = "windows/state-insert", Unit = Nanoseconds, Gate = Gate.None, Ours = KeyedInserts.Measure },
    ];

    private static Figure InJob(string name, Unit unit, Gate gate, Func<JobSnapshots, double> value) => new()
    {
        Name = name,
        Unit = unit,
        Gate = gate,
        Ours = effort => new Measurement(value(JobSnapshots.Measure(effort)), 0),
    };

    private static Figure Absolute(string name, Unit unit, double bound, Func<SnapshotRun, double> value) => new()
    {
        Name = name,
        Unit = unit,
        Gate = Gate.ValueAtMost(bound),
        Ours = effort => new Measurement(value(SnapshotRun.Measure(effort)), 0),
    };
}
