using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Configuration;
using Flink.Core.EventTime;
using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Streaming;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Benchmarks.Jobs;

/// <summary>The window experiments of the peer: records counted for each key and window, parallelism 2.</summary>
internal static class PeerWindowJobs
{
    private const int Parallelism = 2;

    // As the peer's script gives its TaskManager 6 GB: room for the windows that are open between two watermarks.
    private static readonly FlinkConfiguration Memory =
        FlinkConfiguration.Empty.With(TaskManagerMemoryOptions.ManagedSize, MemorySize.FromMebibytes(1024));

    /// <summary>Windows of a second of a million keys.</summary>
    public static IWork Tumbling(Effort effort) => Work(
        new PeerTupleStream(Keys: 1_000_000, PerSecond: 2_000_000),
        WindowScale.Records(effort, 50_000_000),
        TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(1)),
        withTimes: true);

    /// <summary>Sessions of 100,000 keys with a gap of 150 ms: one and a half times the time between two records of a key.</summary>
    /// <remarks>Sessions that touch are merged unless the first has fired, so which they are depends on watermarks: only what they count is compared.</remarks>
    public static IWork Sessions(Effort effort) => Work(
        new PeerTupleStream(Keys: 100_000, PerSecond: 1_000_000),
        WindowScale.Records(effort, 20_000_000),
        EventTimeSessionWindows.WithGap(TimeSpan.FromMilliseconds(150)),
        withTimes: false);

    private static JobWork Work(PeerTupleStream stream, long records, WindowAssigner<TimeWindow> windows, bool withTimes) =>
        new(
            records,
            environment => environment
                .FromSource(new PeerTupleSource(stream, records, Parallelism), WatermarkStrategy.ForMonotonousTimestamps<PeerTuple>(), "Tuples")
                .KeyBy(static (in PeerTuple tuple) => tuple.Key)
                .Window(windows)
                .Aggregate(new Count())
                .AddSink(new CountSum(withTimes)),
            Parallelism,
            Memory);

    private readonly struct Count : IAggregateFunction<PeerTuple, long, long>
    {
        public long CreateAccumulator() => 0;

        public void Add(in PeerTuple record, ref long accumulator) => accumulator++;

        public long GetResult(in long accumulator) => accumulator;

        public void Merge(ref long accumulator, in long other) => accumulator += other;
    }

    private struct CountSum(bool withTimes) : ISinkFunction<long>, IRichFunction
    {
        private long _sum;
        private LongCounter? _checksum;

        public void Open(RuntimeContext context) => _checksum = ChecksumAccumulator.Register(context);

        public void Invoke(in long record, long timestamp) => _sum += withTimes ? record ^ timestamp : record;

        public readonly void Close() => _checksum?.Add(_sum);
    }
}
