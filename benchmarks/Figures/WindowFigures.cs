using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;
using Flink.Benchmarks.Prototypes;
using Flink.Benchmarks.Records;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Benchmarks.Figures;

/// <summary>Topic <c>windows</c>: windows of time, by event time.</summary>
internal static class WindowFigures
{
    private const long FewKeys = 100_000;
    private const long ManyKeys = 1_000_000;
    private const long DayRecords = 30 * 3600 * 100;

    private static readonly ReadingStream Sparse = new(Keys: 1000, Disorder: 1024, PerSecond: 100);

    public static IReadOnlyList<Figure> All { get; } =
    [
        ToLoop("windows/tumbling-100k", FewKeys, bound: 4.5),
        ToLoop("windows/tumbling-1m", ManyKeys, bound: 2.4),
        Figure.Compare(
            "windows/disorder",
            Unit.NanosecondsPerRecord,
            Gate.RatioAtMost(1.2),
            static effort => WindowJobs.Of(effort, new ReadingStream(FewKeys), Tumbling(5)),
            static effort => WindowJobs.Of(effort, new ReadingStream(FewKeys, Disorder: 0), Tumbling(5))),
        Figure.Compare(
            "windows/sliding-10s-by-1s",
            Unit.NanosecondsPerRecord,
            Gate.RatioAtMost(1.5),
            static effort => WindowJobs.Of(effort, new ReadingStream(FewKeys), Sliding(10, 1)),
            static effort => WindowJobs.Of(effort, new ReadingStream(FewKeys), Sliding(10, 5))),
        Figure.Compare(
            "windows/sliding-day-by-second",
            Unit.NanosecondsPerRecord,
            Gate.RatioAtMost(3),
            static effort => WindowJobs.Of(effort, Sparse, Sliding(24 * 3600, 1), records: DayRecords),
            static effort => WindowJobs.Of(effort, Sparse, Tumbling(1), records: DayRecords)),
    ];

    private static Figure ToLoop(string name, long keys, double bound) => Figure.Compare(
        name,
        Unit.NanosecondsPerRecord,
        Gate.RatioAtMost(bound),
        effort => WindowJobs.Of(effort, new ReadingStream(keys), Tumbling((int)DenseWindows.Size / 1000), isCompared: true),
        effort => new DenseWindows(new ReadingStream(keys), WindowScale.Records(effort, WindowScale.FullRecords)));

    private static TumblingEventTimeWindows Tumbling(int seconds) => TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(seconds));

    private static SlidingEventTimeWindows Sliding(int seconds, int by) => SlidingEventTimeWindows.Of(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(by));
}
