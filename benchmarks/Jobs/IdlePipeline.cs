using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Core.Functions;
using Flink.Streaming;
using HdrHistogram;

namespace Flink.Benchmarks.Jobs;

/// <summary>A pipeline of chain, exchange, chain that has nothing to do but now and then one record.</summary>
internal static class IdlePipeline
{
    private const int WarmUpPulses = 300;
    private const int FullPulses = 2000;
    private const int SmokePulses = 20;
    private const int Digits = 3;
    private const double NanosecondsPerMicrosecond = 1000;

    /// <summary>Longer than a worker looks for work before it sleeps, so that every record meets a sleeping pipeline.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>Microseconds that a record takes, at a percentile.</summary>
    public static Measurement Latency(Effort effort, double percentile)
    {
        using var job = new RunningJob(Build);
        job.WaitUntil(() => Pulse.IsAttached);
        var histogram = new LongHistogram(TimeSpan.FromSeconds(10).Ticks * TimeSpan.NanosecondsPerTick, Digits);
        var (warmUps, pulses) = effort == Effort.Full ? (WarmUpPulses, FullPulses) : (0, SmokePulses);
        for (var i = 0; i < warmUps + pulses; i++)
        {
            Thread.Sleep(Pause);
            var nanoseconds = Pulse.Send();
            if (i >= warmUps)
            {
                histogram.RecordValue(nanoseconds);
            }
        }

        return new Measurement(histogram.GetValueAtPercentile(percentile) / NanosecondsPerMicrosecond, 0);
    }

    /// <summary>Share of one core, in percent, that the process uses when no record comes.</summary>
    public static Measurement Cpu(Effort effort)
    {
        using var job = new RunningJob(Build);
        job.WaitUntil(() => Pulse.IsAttached);
        Pulse.Send();
        Thread.Sleep(effort == Effort.Full ? Settling : Pause);
        var process = Process.GetCurrentProcess();
        var used = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        Thread.Sleep(effort == Effort.Full ? 5 * Settling : Pause);
        process.Refresh();
        return new Measurement(100 * (process.TotalProcessorTime - used) / Stopwatch.GetElapsedTime(start), 0);
    }

    private static void Build(StreamExecutionEnvironment environment) => environment
        .FromSource(new PulseSource(), "Pulses")
        .Map(static record => record)
        .Rebalance()
        .Map(static record => record)
        .AddSink(new ArrivalSink());

    private struct ArrivalSink : ISinkFunction<long>
    {
        public readonly void Invoke(in long record, long timestamp) => Pulse.Arrive(record);
    }
}
