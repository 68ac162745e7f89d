using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>process</c>: what a worker costs the control plane from its request to its release.</summary>
internal static class WorkerFigures
{
    private const int Workers = 10_000;
    private const double MostSeconds = 20;

    public static IReadOnlyList<Figure> All { get; } =
    [
        new Figure
        {
            Name = "process/workers-10k",
            Unit = Unit.Seconds,
            Gate = Gate.ValueAtMost(MostSeconds),
            Ours = static effort => Repetition.Measure(ManyWorkers.Of(effort, Workers), Unit.Seconds, effort),
        },
        Linear("process/workers-10k-to-5k", Workers, Workers / 2),
        Linear("process/workers-5k-to-2500", Workers / 2, Workers / 4),
    ];

    // Time for a worker, in a cluster of twice as many.
    private static Figure Linear(string name, int large, int small) => new()
    {
        Name = name,
        Unit = Unit.NanosecondsPerRecord,
        Gate = Gate.RatioAtMost(1.2),
        Ours = effort => PerWorker(effort, large),
        Limit = effort => PerWorker(effort, small),
    };

    private static Measurement PerWorker(Effort effort, int workers) =>
        Repetition.Measure(ManyWorkers.Of(effort, workers), Unit.NanosecondsPerRecord, effort) with { Checksum = 0 };
}
