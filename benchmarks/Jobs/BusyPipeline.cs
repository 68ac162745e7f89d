using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Functions;
using Flink.Streaming;

namespace Flink.Benchmarks.Jobs;

/// <summary>A chain that never ends, alone or beside idle tasks of the same job.</summary>
internal static class BusyPipeline
{
    private const int Windows = 7;

    private static readonly TimeSpan FullWindow = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan SmokeWindow = TimeSpan.FromMilliseconds(5);

    /// <summary>Nanoseconds a record of the busy chain: the median over a few windows of time, after as many to warm up.</summary>
    public static Measurement Measure(Effort effort, int idleTasks)
    {
        using var job = new RunningJob(environment => Build(environment, idleTasks));
        job.WaitUntil(() => Progress.Records > 0);
        var window = effort == Effort.Full ? FullWindow : SmokeWindow;
        Thread.Sleep(Windows * window);
        var times = new double[Windows];
        for (var i = 0; i < Windows; i++)
        {
            var (before, start) = (Progress.Records, Stopwatch.GetTimestamp());
            Thread.Sleep(window);
            var records = Progress.Records - before;
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Math.Max(1, records);
        }

        return new Measurement(Statistics.Median(times), 0);
    }

    private static void Build(StreamExecutionEnvironment environment, int idleTasks)
    {
        environment
            .FromSource(new StoreSource<Trade>(TradeStore.Structs, long.MaxValue, reportsProgress: true), "Trades")
            .Update(static (ref Trade trade) => trade.Price *= TradeChain.Rate)
            .Filter(static (in Trade trade) => (trade.Key & TradeChain.KeyBits) != 0)
            .Update(new IncrementTrade())
            .AddSink(new TradeSum());
        for (var i = 0; i < idleTasks; i++)
        {
            environment.FromSource(new IdleSource(), $"Idle {i}").AddSink(new NothingSink());
        }
    }

    private struct NothingSink : ISinkFunction<long>
    {
        public readonly void Invoke(in long record, long timestamp) => throw new InvalidOperationException("An idle source has emitted.");
    }
}
