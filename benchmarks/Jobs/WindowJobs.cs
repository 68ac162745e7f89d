using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Configuration;
using Flink.Core.EventTime;
using Flink.Streaming;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Benchmarks.Jobs;

/// <summary>Count and sum of each key and window, of a stream that is made as it runs.</summary>
internal static class WindowJobs
{
    // Event time passes in a run some thousand times as fast as time: with the usual 200 ms there would be a second or more of
    // the run, and so hours of event time, in open windows.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    // Two windows of a million keys are open at a time, and room for both is kept.
    private static readonly FlinkConfiguration Memory =
        FlinkConfiguration.Empty.With(TaskManagerMemoryOptions.ManagedSize, MemorySize.FromMebibytes(512));

    /// <summary>Windows in event time.</summary>
    /// <param name="effort">How many records.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="assigner">The windows.</param>
    /// <param name="isCompared">Whether the other side has the same windows.</param>
    /// <param name="records">Records of a full run.</param>
    public static IWork Of(
        Effort effort, ReadingStream stream, WindowAssigner<TimeWindow> assigner, bool isCompared = false, long records = WindowScale.FullRecords) =>
        Of(WindowScale.Records(effort, records), stream, assigner, isCompared);

    /// <summary>The same over so many records.</summary>
    public static IWork Of(long records, ReadingStream stream, WindowAssigner<TimeWindow> assigner, bool isCompared = false) =>
        new JobWork(
            records,
            environment => environment
                .SetAutoWatermarkInterval(Interval)
                .FromSource(
                    new ReadingSource(stream, records),
                    WatermarkStrategy.ForBoundedOutOfOrderness<Reading>(TimeSpan.FromMilliseconds(stream.Disorder)),
                    "Readings")
                .KeyBy(static (in Reading reading) => reading.Key)
                .Window(assigner)
                .Aggregate(new CountAndTotal())
                .AddSink(new TotalsSum(isCompared)),
            configuration: Memory);
}
