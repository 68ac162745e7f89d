using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Configuration;
using Flink.Core.EventTime;
using Flink.Core.Functions;
using Flink.Streaming;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using HdrHistogram;

namespace Flink.Benchmarks.Jobs;

/// <summary>
/// How long after the end of a window its results come, at half the rate that the job can keep: from the time at which the record
/// that ends the window was due, whether or not the job was ready for it, to the call of the sink, over all results of all keys.
/// </summary>
internal static class WindowLatency
{
    private const int Digits = 3;
    private const int PollMilliseconds = 100;
    private const double NanosecondsPerMillisecond = 1e6;
    private const long AssumedPerSecond = 5_000_000;

    private static readonly TimeSpan WatermarkInterval = TimeSpan.FromMilliseconds(1);

    private static readonly FlinkConfiguration Memory =
        FlinkConfiguration.Empty.With(TaskManagerMemoryOptions.ManagedSize, MemorySize.FromMebibytes(1024));

    /// <summary>Milliseconds at a percentile.</summary>
    /// <param name="effort">Whether to measure or to see that it runs.</param>
    /// <param name="keys">Keys, all alike.</param>
    /// <param name="size">Size of the windows.</param>
    /// <param name="slide">Their slide.</param>
    /// <param name="percentile">Of 100.</param>
    public static Measurement Measure(Effort effort, long keys, TimeSpan size, TimeSpan slide, double percentile)
    {
        var half = effort == Effort.Full ? HighestRate(keys, size, slide) / 2 : 100_000;
        var histogram = new LongHistogram(TimeSpan.FromMinutes(1).Ticks * TimeSpan.NanosecondsPerTick, Digits);
        using var pace = new Pace(half);
        Pace.Current = pace;
        Arrivals.Histogram = histogram;

        // Windows fill up and code gets its final form first.
        Arrivals.From = (long)(effort == Effort.Full ? 1.5 * size.TotalMilliseconds : 0);
        var seconds = effort == Effort.Full ? (Arrivals.From / 1000) + 20 : slide.TotalSeconds + 0.2;
        using (var job = new RunningJob(
            environment => Build(environment, environment.FromSource(
                new PacedSource(new ReadingStream(keys, Disorder: 0, half)), WatermarkStrategy.ForMonotonousTimestamps<Reading>(), "Readings"), size, slide),
            Memory))
        {
            job.WaitUntil(() => pace.Seconds > seconds, PollMilliseconds);
        }

        if (histogram.TotalCount == 0)
        {
            throw new InvalidOperationException("No window ended while latency was measured.");
        }

        Console.Error.WriteLine(
            $"{histogram.TotalCount} results at {half / 1e6:0.00} M records/s: first {Milliseconds(histogram, 0):0.00} ms, p10 {Milliseconds(histogram, 10):0.00} ms, p50 {Milliseconds(histogram, 50):0.00} ms, p99 {Milliseconds(histogram, 99):0.00} ms, p99.9 {Milliseconds(histogram, 99.9):0.00} ms, worst {Milliseconds(histogram, 100):0.00} ms");
        return new Measurement(Milliseconds(histogram, percentile), 0);
    }

    private static double Milliseconds(LongHistogram histogram, double percentile) => histogram.GetValueAtPercentile(percentile) / NanosecondsPerMillisecond;

    private static long HighestRate(long keys, TimeSpan size, TimeSpan slide)
    {
        // Twice: the second time the code has its final form.
        var records = (long)(AssumedPerSecond * 1.5 * size.TotalSeconds);
        var rate = 0L;
        for (var i = 0; i < 2; i++)
        {
            var start = Stopwatch.GetTimestamp();
            WindowJobs.Of(records, new ReadingStream(keys, Disorder: 0, AssumedPerSecond), SlidingEventTimeWindows.Of(size, slide)).Run();
            rate = (long)(records / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return rate;
    }

    private static void Build(StreamExecutionEnvironment environment, DataStream<Reading> readings, TimeSpan size, TimeSpan slide)
    {
        environment.SetAutoWatermarkInterval(WatermarkInterval);
        readings
            .KeyBy(static (in Reading reading) => reading.Key)
            .Window(SlidingEventTimeWindows.Of(size, slide))
            .Aggregate(new CountAndTotal())
            .AddSink(default(Arrivals));
    }

    private struct Arrivals : ISinkFunction<Totals>
    {
        // A look at the clock and a line in the histogram cost more than a result: one serves a few.
        private const int ResultsPerLook = 16;

        private int _results;

        public static LongHistogram? Histogram { get; set; }

        public static long From { get; set; }

        public void Invoke(in Totals record, long timestamp)
        {
            if (timestamp < From)
            {
                return;
            }

            if (++_results == ResultsPerLook)
            {
                Histogram!.RecordValueWithCount((long)Math.Max(0, Pace.Current!.NanosecondsSince(timestamp + 1)), ResultsPerLook);
                _results = 0;
            }
        }
    }
}
