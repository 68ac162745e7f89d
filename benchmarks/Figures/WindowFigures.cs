using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Jobs;
using Flink.Benchmarks.Peers;
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
    private const long KeySpread = 0x1E37_79B9_7F4A_7C15;
    private const long DayRecords = 30 * 3600 * 100;

    private const double WorkerBound = 1.2;
    private const double AllocatedBytes = 0.001;
    private const double LatencyMilliseconds = 10;
    private const double LatencyPercentile = 99.9;

    private static readonly FlinkPeer TumblingPeer = new("keyedwindow", "keyedwindow hashmap", parallelism: 2);
    private static readonly FlinkPeer SessionPeer = new("session", "session", parallelism: 2);
    private static readonly ReadingStream Sparse = new(Keys: 1000, Disorder: 1024, PerSecond: 100);

    public static IReadOnlyList<Figure> All { get; } =
    [
        ToLoop("windows/tumbling-100k", FewKeys, bound: 4.5),
        ToLoop("windows/tumbling-1m", ManyKeys, bound: 2.4),
        Figure.Compare(
            "windows/tumbling-1m-scattered",
            Unit.NanosecondsPerRecord,
            Gate.None,
            static effort => WindowJobs.Of(effort, new ReadingStream(ManyKeys, Spread: KeySpread), Tumbling(5)),
            static effort => WindowJobs.Of(effort, new ReadingStream(ManyKeys), Tumbling(5))),
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
        OnWorker("windows/tumbling-100k-worker", static effort => WindowJobs.Of(effort, new ReadingStream(FewKeys), Tumbling(5))),
        OnWorker("windows/tumbling-1m-worker", static effort => WindowJobs.Of(effort, new ReadingStream(ManyKeys), Tumbling(5))),
        OnWorker("windows/sliding-10s-by-1s-worker", static effort => WindowJobs.Of(effort, new ReadingStream(FewKeys), Sliding(10, 1))),
        OnWorker(
            "windows/sliding-day-by-second-worker", static effort => WindowJobs.Of(effort, Sparse, Sliding(24 * 3600, 1), records: DayRecords / 2)),
        OnWorker("windows/tumbling-2-cores-worker", PeerWindowJobs.Tumbling),
        OnWorker("windows/session-2-cores-worker", PeerWindowJobs.Sessions),
        Allocated("windows/alloc-tumbling", static () => Tumbling(5), longerBy: 12),
        Allocated("windows/alloc-sliding", static () => Sliding(10, 1), longerBy: 12),
        Allocated("windows/alloc-session", static () => EventTimeSessionWindows.WithGap(TimeSpan.FromMilliseconds(150)), longerBy: 6),
        Figure.Beside("windows/tumbling-peer", Unit.MillionRecordsPerSecond, Gate.RatioAtLeast(15), PeerWindowJobs.Tumbling, TumblingPeer),
        Figure.Beside("windows/session-peer", Unit.MillionRecordsPerSecond, Gate.RatioAtLeast(12), PeerWindowJobs.Sessions, SessionPeer),
        Latency("windows/latency-10s-by-1s", keys: 100_000, slideMilliseconds: 1000),
        Latency("windows/latency-10s-by-100ms", keys: 1_000, slideMilliseconds: 100),
    ];

    private static Figure OnWorker(string name, Func<Effort, IWork> work) =>
        Figure.OnWorker(name, Unit.NanosecondsPerRecord, Gate.RatioAtMost(WorkerBound), work);

    private static Figure Latency(string name, long keys, int slideMilliseconds) => new()
    {
        Name = name,
        Unit = Unit.Of("ms"),
        Gate = Gate.ValueAtMost(LatencyMilliseconds),
        Ours = effort => WindowLatency.Measure(effort, keys, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(slideMilliseconds), LatencyPercentile),
    };

    private static Figure Allocated(string name, Func<WindowAssigner<TimeWindow>> windows, int longerBy) => new()
    {
        Name = name,
        Unit = Unit.Of("B/rec"),
        Gate = Gate.ValueAtMost(AllocatedBytes),
        Ours = effort => WindowAllocationJob.Measure(effort, windows, longerBy),
    };

    private static Figure ToLoop(string name, long keys, double bound) => Figure.Compare(
        name,
        Unit.NanosecondsPerRecord,
        Gate.RatioAtMost(bound),
        effort => WindowJobs.Of(effort, new ReadingStream(keys), Tumbling((int)DenseWindows.Size / 1000), isCompared: true),
        effort => new DenseWindows(new ReadingStream(keys), WindowScale.Records(effort, WindowScale.FullRecords)));

    private static TumblingEventTimeWindows Tumbling(int seconds) => TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(seconds));

    private static SlidingEventTimeWindows Sliding(int seconds, int by) => SlidingEventTimeWindows.Of(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(by));
}
