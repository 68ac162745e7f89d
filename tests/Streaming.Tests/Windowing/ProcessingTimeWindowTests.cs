using Flink.Streaming.Testing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

public class ProcessingTimeWindowTests
{
    [Fact]
    public void Record_in_the_last_millisecond_of_a_window_belongs_to_it()
    {
        // Field report: clock 999 record, tick, record; clock 1000 record; clock 2000.
        using var harness = OperatorHarness.Of(
            (DataStream<int> stream) => stream.KeyBy(_ => 0).Window(TumblingProcessingTimeWindows.Of(TimeSpan.FromSeconds(1))).Reduce((a, b) => a + b),
            new() { ProcessingTime = 999 });

        harness.Push(1);
        harness.RunPosted();
        harness.Push(1);
        harness.AdvanceProcessingTimeTo(1000);
        harness.Push(1);
        harness.AdvanceProcessingTimeTo(2000);

        Assert.Equal([2, 1], harness.Records);
        Assert.Equal([999, 1999], harness.Timestamps);
    }

    [Fact]
    public void Sliding_windows_each_fire_at_their_end()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream
            .KeyBy(_ => 0).Window(SlidingProcessingTimeWindows.Of(Ms(10), Ms(5))).Reduce((a, b) => a + b));

        harness.Push(1).AdvanceProcessingTime(Ms(6));
        harness.Push(2).AdvanceProcessingTime(Ms(20));

        Assert.Equal([1, 3, 2], harness.Records);
    }

    [Fact]
    public void Session_ends_after_a_pause()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream
            .KeyBy(_ => 0).Window(ProcessingTimeSessionWindows.WithGap(Ms(10))).Reduce((a, b) => a + b));

        harness.Push(1).AdvanceProcessingTime(Ms(9));
        harness.Push(2).AdvanceProcessingTime(Ms(9));
        Assert.Empty(harness.Records);
        harness.AdvanceProcessingTime(Ms(1));
        harness.Push(4).AdvanceProcessingTime(Ms(100));

        Assert.Equal([3, 4], harness.Records);
    }

    [Fact]
    public void Dynamic_session_ends_after_the_pause_of_its_records()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream
            .KeyBy(_ => 0).Window(ProcessingTimeSessionWindows.WithDynamicGap((int gap) => Ms(gap))).Reduce((a, b) => a + b));

        harness.Push(30).AdvanceProcessingTime(Ms(5));
        harness.Push(2).AdvanceProcessingTime(Ms(25));

        Assert.Equal([32], harness.Records);
        Assert.Equal([29], harness.Timestamps);
    }

    [Fact]
    public void Windows_do_not_fire_at_the_end_of_the_input()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream
            .KeyBy(_ => 0).Window(TumblingProcessingTimeWindows.Of(Ms(10))).Reduce((a, b) => a + b));

        harness.Push(1).EndInput();
        harness.AdvanceProcessingTime(Ms(100));

        Assert.Empty(harness.Records);
    }

    [Fact]
    public void Continuous_trigger_fires_at_each_interval_while_the_window_is_open()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(_ => 0)
            .Window(TumblingProcessingTimeWindows.Of(Ms(100))).Trigger(ContinuousProcessingTimeTrigger.Of(Ms(30))).Reduce((a, b) => a + b));

        harness.Push(1).AdvanceProcessingTime(Ms(40));
        harness.Push(2).AdvanceProcessingTime(Ms(200));

        Assert.Equal([1, 3, 3, 3], harness.Records);
    }

    [Fact]
    public void Timeout_fires_what_has_come_when_no_more_comes()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(_ => 0).Window(GlobalWindows.Create())
            .Trigger(PurgingTrigger.Of(ProcessingTimeoutTrigger.Of(CountTrigger.Of(3), Ms(10), resetOnNewRecord: true))).Reduce((a, b) => a + b));

        harness.Push(1).AdvanceProcessingTime(Ms(8));
        harness.Push(2).AdvanceProcessingTime(Ms(8));
        Assert.Empty(harness.Take());
        harness.AdvanceProcessingTime(Ms(5));
        Assert.Equal([3], harness.Take());

        // The count begins anew, and a count that is reached ends the waiting.
        harness.Push(4, 5, 6).AdvanceProcessingTime(Ms(100));
        Assert.Equal([15], harness.Records);
    }

    [Fact]
    public void Timeout_runs_from_the_first_record_unless_it_is_reset()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(_ => 0).Window(GlobalWindows.Create())
            .Trigger(ProcessingTimeoutTrigger.Of(NeverTrigger.Create(), Ms(10))).Reduce((a, b) => a + b));

        harness.Push(1).AdvanceProcessingTime(Ms(8));
        harness.Push(2).AdvanceProcessingTime(Ms(3));

        Assert.Equal([3], harness.Records);
    }

    [Fact]
    public void Natural_stagger_begins_windows_with_the_first_record()
    {
        Assert.Equal([12L], EndsOf(WindowStagger.Natural, firstRecord: 3));
        Assert.Equal([9L], EndsOf(WindowStagger.Aligned, firstRecord: 3));
        Assert.InRange(Assert.Single(EndsOf(WindowStagger.Random, firstRecord: 3)), 3, 12);
    }

    private static IReadOnlyList<long> EndsOf(WindowStagger stagger, long firstRecord)
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int> stream) => stream.KeyBy(_ => 0).Window(TumblingProcessingTimeWindows.Of(Ms(10), default, stagger)).Reduce((a, b) => a + b),
            new() { ProcessingTime = firstRecord });
        harness.Push(1).AdvanceProcessingTime(Ms(100));
        return harness.Timestamps;
    }

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
