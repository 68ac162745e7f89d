using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.EventTime;
using Flink.Streaming;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;

namespace Flink.Benchmarks.Jobs;

/// <summary>Count and sum of each key and window, of a stream that is made as it runs.</summary>
internal static class WindowJobs
{
    /// <summary>Windows in event time.</summary>
    /// <param name="effort">How many records.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="assigner">The windows.</param>
    /// <param name="isCompared">Whether the other side has the same windows.</param>
    /// <param name="records">Records of a full run.</param>
    public static IWork Of(
        Effort effort, ReadingStream stream, WindowAssigner<TimeWindow> assigner, bool isCompared = false, long records = WindowScale.FullRecords)
    {
        var count = WindowScale.Records(effort, records);
        return new JobWork(count, environment => environment
            .FromSource(
                new ReadingSource(stream, count),
                WatermarkStrategy.ForBoundedOutOfOrderness<Reading>(TimeSpan.FromMilliseconds(stream.Disorder)),
                "Readings")
            .KeyBy(static (in Reading reading) => reading.Key)
            .Window(assigner)
            .Aggregate(new CountAndTotal())
            .AddSink(new TotalsSum(isCompared)));
    }
}
