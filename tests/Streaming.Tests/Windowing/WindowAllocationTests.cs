using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Functions;
using Flink.Streaming.Tests.Timers;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Operators;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>Windows that keep an accumulator allocate nothing once they have seen as many keys and windows as there are.</summary>
public class WindowAllocationTests
{
    private const int Keys = 1000;
    private const int SizeOfWatermark = 24;

    [Fact]
    public void Tumbling_windows() => AllocatesNothing(TumblingEventTimeWindows.Of(Ms(5000)));

    [Fact]
    public void Sliding_windows() => AllocatesNothing(SlidingEventTimeWindows.Of(Ms(5000), Ms(2500)));

    [Fact]
    public void Sessions_that_go_on() => AllocatesNothing(EventTimeSessionWindows.WithGap(Ms(1100)));

    [Fact]
    public void Sessions_that_end() => AllocatesNothing(EventTimeSessionWindows.WithGap(Ms(500)));

    [Fact]
    public void Sessions_with_late_records() => AllocatesNothing(EventTimeSessionWindows.WithGap(Ms(500)), lateness: 3000);

    [Fact]
    public void Windows_that_merge() => AllocatesNothing(EventTimeSessionWindows.WithGap(Ms(500)), EventTimeTrigger.Create());

    [Fact]
    public void Windows_with_a_count() => AllocatesNothing(GlobalWindows.Create(), PurgingTrigger.Of(CountTrigger.Of(5)));

    [Fact]
    public void Windows_with_early_results() => AllocatesNothing(TumblingEventTimeWindows.Of(Ms(5000)), ContinuousEventTimeTrigger.Of(Ms(1000)));

    private static void AllocatesNothing<TWindow>(WindowAssigner<TWindow> assigner, Trigger? trigger = null, long lateness = 0)
        where TWindow : struct, IWindow
    {
        var spec = new WindowSpec<Payment, TWindow>(assigner, trigger?.For<Payment, TWindow>(), null, lateness, null);
        var factory = WindowOperators.Incremental<Payment, int, TWindow, long, long, long>(
            spec,
            FunctionSpec.OfObject(typeof(ObjectKeySelector<,,>), default(ByAccount), typeof(Payment), typeof(int)),
            FunctionSpec.OfObject(typeof(ObjectAggregate<,,,>), default(Total), typeof(Payment), typeof(long), typeof(long)),
            null);
        var windows = (OneInputOperator<Payment, long>)factory.Create();
        var results = new Counting();
        windows.Initialize(new ClockContext());
        windows.Connect(results);
        windows.Open();
        var batch = new Batch<Payment>(Keys);
        Run(windows, batch, 0, 40);

        // What is made once, and late, does not count: a method that is compiled again, an array that grows.
        var least = long.MaxValue;
        for (var second = 40; second < 140; second += 20)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(windows, batch, second, second + 20);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before - 20 * SizeOfWatermark);
        }

        Assert.Equal(0, least);
        windows.Process(Watermark.Max);
        windows.Close();
        Assert.InRange(results.Count, Keys, 600 * Keys);
    }

    // A record each millisecond, so that a key has one each second; every seventh is half a second late.
    private static void Run(OneInputOperator<Payment, long> windows, Batch<Payment> batch, int first, int end)
    {
        for (long second = first; second < end; second++)
        {
            for (var i = 0; i < Keys; i++)
            {
                batch.Add(new Payment(i, 1), second * 1000 + i - (i % 7 == 0 ? 500 : 0));
            }

            windows.Process(batch);
            batch.Clear();
            windows.Process(new Watermark(second * 1000));
        }
    }

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private readonly record struct Payment(int Account, long Amount);

    private readonly struct ByAccount : IKeySelector<Payment, int>
    {
        public int GetKey(in Payment record) => record.Account;
    }

    private readonly struct Total : IAggregateFunction<Payment, long, long>
    {
        public long CreateAccumulator() => 0;

        public void Add(in Payment record, ref long accumulator) => accumulator += record.Amount;

        public long GetResult(in long accumulator) => accumulator;

        public void Merge(ref long accumulator, in long other) => accumulator += other;
    }

    private sealed class Counting : IInput<long>
    {
        public long Count { get; private set; }

        public void Process(Batch<long> batch) => Count += batch.Count;

        public void Process(Watermark watermark)
        {
        }

        public void Process(StreamStatus status)
        {
        }

        public void Process(LatencyMarker marker)
        {
        }
    }
}
