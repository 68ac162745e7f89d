using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>cluster</c>: what a job costs its master.</summary>
internal static class SchedulingFigures
{
    private const int Workers = 2_000;
    private const double MostSeconds = 10;

    public static IReadOnlyList<Figure> All { get; } =
    [
        new Figure
        {
            Name = "cluster/schedule-100k",
            Unit = Unit.Seconds,
            Gate = Gate.ValueAtMost(MostSeconds),
            Ours = static effort => Repetition.Measure(ManyTasks.Of(effort, Workers), Unit.Seconds, effort),
        },
        Linear("cluster/schedule-100k-to-50k", Workers, Workers / 2),
        Linear("cluster/schedule-50k-to-25k", Workers / 2, Workers / 4),
    ];

    // Time for a task, in a job of twice as many.
    private static Figure Linear(string name, int large, int small) => new()
    {
        Name = name,
        Unit = Unit.NanosecondsPerRecord,
        Gate = Gate.RatioAtMost(1.2),
        Ours = effort => PerTask(effort, large),
        Limit = effort => PerTask(effort, small),
    };

    private static Measurement PerTask(Effort effort, int workers) =>
        Repetition.Measure(ManyTasks.Of(effort, workers), Unit.NanosecondsPerRecord, effort) with { Checksum = 0 };
}
