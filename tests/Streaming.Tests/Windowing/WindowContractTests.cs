using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.State;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>What an operator promises to assigners, triggers and functions: the sentences of Flink's WindowOperatorContractTest.</summary>
public sealed class WindowContractTests : IDisposable
{
    private static readonly OutputTag<string> _late = new("late");

    private readonly TriggerScript _script = new();
    private readonly Shared<TriggerScript> _shared;

    public WindowContractTests() => _shared = Shared.Of(_script);

    public void Dispose() => _shared.Dispose();

    [Fact]
    public void Assigner_is_asked_once_for_each_record()
    {
        List<string> asked = [];
        using var shared = Shared.Of(asked);
        using var harness = Open(new TwoWindows(shared));

        harness.PushAt(3, "a1", "b1");

        Assert.Equal(["a1@3", "b1@3"], asked);
    }

    [Fact]
    public void Record_goes_to_each_of_its_windows_and_trigger_is_asked_for_each()
    {
        _script.OnElement = TriggerResult.Fire;
        using var shared = Shared.Of(new List<string>());
        using var harness = Open(new TwoWindows(shared));

        harness.PushAt(3, "a1");

        Assert.Equal(["element a1 in [0,10)", "element a1 in [100,110)"], _script.Calls);
        Assert.Equal(["[0,10): a1", "[100,110): a1"], harness.Records);
        Assert.Equal([9, 109], harness.Timestamps);
    }

    [Fact]
    public void Windows_of_different_keys_do_not_interfere()
    {
        using var harness = Open(Tumbling());
        harness.PushAt(1, "a1", "b1", "a2");

        _script.OnElement = TriggerResult.Fire;
        harness.PushAt(2, "b2");

        Assert.Equal(["[0,10): b1 b2"], harness.Records);
    }

    [Theory]
    [InlineData(TriggerResult.Continue, "", "")]
    [InlineData(TriggerResult.Fire, "[0,10): a1 a2", "[0,10): a1 a2 a3")]
    [InlineData(TriggerResult.FireAndPurge, "[0,10): a1 a2", "[0,10): a3")]
    [InlineData(TriggerResult.Purge, "", "")]
    public void Answer_to_a_record_is_followed(TriggerResult answer, string second, string third)
    {
        using var harness = Open(Tumbling());
        harness.PushAt(1, "a1");
        _script.OnElement = answer;

        Assert.Equal(second, string.Join(';', harness.PushAt(2, "a2").Take()));
        Assert.Equal(third, string.Join(';', harness.PushAt(3, "a3").Take()));
    }

    [Theory]
    [InlineData(TriggerResult.Continue, "", "[0,10): a1 a2")]
    [InlineData(TriggerResult.Fire, "[0,10): a1", "[0,10): a1 a2")]
    [InlineData(TriggerResult.FireAndPurge, "[0,10): a1", "[0,10): a2")]
    [InlineData(TriggerResult.Purge, "", "[0,10): a2")]
    public void Answer_to_event_time_is_followed(TriggerResult answer, string first, string second)
    {
        (_script.OnEventTime, _script.EventTimerAfter) = (answer, 2);
        using var harness = Open(Tumbling());

        harness.PushAt(1, "a1").PushWatermark(3);
        Assert.Equal(first, string.Join(';', harness.Take()));
        _script.OnElement = TriggerResult.Fire;

        Assert.Equal(second, string.Join(';', harness.PushAt(2, "a2").Take()));
    }

    [Theory]
    [InlineData(TriggerResult.Continue, "", "[0,10): a1 a2")]
    [InlineData(TriggerResult.Fire, "[0,10): a1", "[0,10): a1 a2")]
    [InlineData(TriggerResult.FireAndPurge, "[0,10): a1", "[0,10): a2")]
    [InlineData(TriggerResult.Purge, "", "[0,10): a2")]
    public void Answer_to_processing_time_is_followed(TriggerResult answer, string first, string second)
    {
        (_script.OnProcessingTime, _script.ProcessingTimerAfter) = (answer, 5);
        using var harness = Open(Tumbling());

        harness.PushAt(1, "a1").AdvanceProcessingTime(TimeSpan.FromMilliseconds(6));
        Assert.Equal(first, string.Join(';', harness.Take()));
        _script.OnElement = TriggerResult.Fire;

        Assert.Equal(second, string.Join(';', harness.PushAt(2, "a2").Take()));
    }

    [Fact]
    public void Empty_window_does_not_fire()
    {
        (_script.OnElement, _script.OnEventTime, _script.EventTimerAfter) = (TriggerResult.Purge, TriggerResult.Fire, 2);
        using var harness = Open(Tumbling());

        harness.PushAt(1, "a1").PushWatermark(5);

        Assert.Contains("event time 3 in [0,10)", _script.Calls);
        Assert.Empty(harness.Records);
    }

    [Fact]
    public void State_and_timers_of_the_trigger_stay_until_the_window_is_removed()
    {
        (_script.OnElement, _script.OnEventTime, _script.EventTimerAfter) = (TriggerResult.FireAndPurge, TriggerResult.Continue, 7);
        using var harness = Open(Tumbling());

        harness.PushAt(1, "a1").PushWatermark(8);
        Assert.Equal(["element a1 in [0,10)", "event time 8 in [0,10)"], _script.Calls);
        harness.PushWatermark(9);

        Assert.Equal(["event time 9 in [0,10)", "clear [0,10) of a1"], _script.Calls.Skip(2));
    }

    [Fact]
    public void Function_is_told_when_a_window_is_removed_and_not_when_it_is_purged()
    {
        _script.OnElement = TriggerResult.FireAndPurge;
        using var harness = Open(Tumbling());

        harness.PushAt(1, "a1").PushWatermark(8);
        Assert.Empty(harness.SideOutput(Listing.Removed).Records);
        harness.PushWatermark(9);

        Assert.Equal(["[0,10)"], harness.SideOutput(Listing.Removed).Records);
    }

    [Fact]
    public void Window_is_removed_only_when_the_allowed_lateness_is_over()
    {
        _script.OnElement = TriggerResult.Fire;
        using var harness = Open(Tumbling(), lateness: 5);

        harness.PushAt(1, "a1").PushWatermark(13);
        harness.PushAt(2, "a2");
        harness.PushWatermark(14);
        harness.PushAt(3, "a3");

        Assert.Equal(["[0,10): a1", "[0,10): a1 a2"], harness.Records);
        Assert.Equal(["a3"], harness.SideOutput(_late).Records);
        Assert.Equal([3], harness.SideOutput(_late).Timestamps);
        Assert.Single(_script.Calls, call => call.StartsWith("clear", StringComparison.Ordinal));
    }

    [Fact]
    public void Late_record_without_side_output_is_counted()
    {
        using var harness = OperatorHarness.Of((DataStream<string> stream) => stream
            .KeyBy(record => record[..1]).Window(TumblingEventTimeWindows.Of(Ms(10))).Reduce((a, b) => a + b));

        harness.PushAt(1, "a1").PushWatermark(9).PushAt(9, "a2").PushAt(10, "a3").PushAt(-5, "a4");

        Assert.Equal(2L, harness.Accumulators["Window(TumblingEventTimeWindows(10)).numLateRecordsDropped"]);
        Assert.Equal(["a1"], harness.Records);
    }

    [Fact]
    public void Timer_that_a_trigger_left_behind_finds_an_empty_window()
    {
        (_script.OnEventTime, _script.EventTimerAfter, _script.ClearsTimers) = (TriggerResult.Fire, 50, false);
        using var harness = Open(Tumbling());

        harness.PushAt(1, "a1").PushWatermark(20);
        Assert.Equal(["[0,10): a1"], harness.Take());
        harness.PushWatermark(60);

        Assert.Equal("event time 51 in [0,10)", _script.Calls[^1]);
        Assert.Empty(harness.Records);
    }

    [Fact]
    public void Window_whose_end_and_lateness_are_behind_the_end_of_time_is_never_removed()
    {
        using var harness = Open(Tumbling(), lateness: long.MaxValue / TimeSpan.TicksPerMillisecond);

        harness.PushAt(long.MaxValue - 1000, "a1");
        harness.EndInput();

        Assert.Equal(["element a1 in [9223372036854774800,9223372036854774810)"], _script.Calls);
        Assert.Empty(harness.SideOutput(Listing.Removed).Records);
    }

    [Fact]
    public void Global_window_has_no_timer_that_removes_it()
    {
        using var harness = OperatorHarness.Of((DataStream<string> stream) => stream
            .KeyBy(record => record[..1]).Window(GlobalWindows.Create()).Trigger(CountTrigger.Of(2)).Reduce((a, b) => a + b));

        harness.Push("a1", "b1", "a2");
        harness.PushWatermark(long.MaxValue - 1).AdvanceProcessingTime(TimeSpan.FromDays(365));
        harness.Push("a3", "a4");

        Assert.Equal(["a1a2", "a1a2a3a4"], harness.Records);
        Assert.Equal([long.MaxValue, long.MaxValue], harness.Timestamps);
    }

    [Fact]
    public void Merged_windows_give_their_contents_trigger_state_and_timers_to_the_new_one()
    {
        _script.EventTimerAfter = 8;
        using var harness = Open(Sessions());

        harness.PushAt(0, "a1").PushAt(15, "a2").PushAt(8, "a3");
        _script.Calls.Clear();
        _script.OnEventTime = TriggerResult.Fire;
        harness.PushWatermark(100);

        // The timers of a1 at 8 and a2 at 23 have gone with their windows; a3's at 16 is the new window's.
        Assert.Equal(["event time 16 in [0,25)", "event time 24 in [0,25)", "clear [0,25) of a1 a2 a3"], _script.Calls);
        Assert.Equal(["[0,25): a1 a2 a3", "[0,25): a1 a2 a3"], harness.Records);
    }

    [Fact]
    public void Trigger_is_asked_to_merge_before_the_merged_windows_are_cleared()
    {
        using var harness = Open(Sessions());

        harness.PushAt(0, "a1").PushAt(15, "a2").PushAt(8, "a3");

        Assert.Equal(
            ["element a1 in [0,10)", "element a2 in [15,25)", "merge to [0,25) with a1 a2", "clear [0,10) of", "clear [15,25) of", "element a3 in [0,25)"],
            _script.Calls.Select(call => call.TrimEnd()));
    }

    [Fact]
    public void Record_inside_of_its_session_merges_nothing()
    {
        using var harness = Open(EventTimeSessionWindows.WithDynamicGap((string record) => Ms(record.Length)));

        harness.PushAt(0, "a123456789").PushAt(3, "a2").PushAt(0, "a123456780");

        Assert.DoesNotContain(_script.Calls, call => call.StartsWith("merge", StringComparison.Ordinal));
        Assert.Equal("element a123456780 in [0,10)", _script.Calls[^1]);
    }

    [Fact]
    public void Late_record_that_joins_a_session_which_is_not_late_is_kept()
    {
        using var harness = Open(Sessions());
        harness.PushAt(20, "a1").PushWatermark(21);

        _script.OnElement = TriggerResult.Fire;
        harness.PushAt(10, "a2").PushAt(5, "b1");

        Assert.Equal(["[10,30): a1 a2"], harness.Records);
        Assert.Equal(["b1"], harness.SideOutput(_late).Records);
    }

    [Fact]
    public void Session_that_was_purged_is_found_again_by_a_late_record()
    {
        // Field report: gap 10, lateness 100, purging; 0, watermark 15, 5, watermark 200.
        using var harness = OperatorHarness.Of((DataStream<string> stream) => stream.KeyBy(record => record[..1]).Window(Sessions())
            .AllowedLateness(Ms(100)).Trigger(PurgingTrigger.Of(EventTimeTrigger.Create())).Process(new Listing()));

        harness.PushAt(0, "a1").PushWatermark(15);
        Assert.Equal(["[0,10): a1"], harness.Take());
        harness.PushAt(5, "a2");
        Assert.Equal(["[0,15): a2"], harness.Take());
        harness.PushWatermark(200);

        Assert.Empty(harness.Records);
    }

    [Fact]
    public void Continuous_trigger_keeps_its_timer_when_sessions_merge()
    {
        using var harness = OperatorHarness.Of((DataStream<string> stream) => stream.KeyBy(record => record[..1]).Window(Sessions())
            .Trigger(ContinuousEventTimeTrigger.Of(Ms(5))).Process(new Listing()));

        harness.PushAt(0, "a1").PushAt(8, "a2").PushWatermark(5).PushWatermark(10).PushWatermark(15).PushWatermark(17);

        Assert.Equal(Enumerable.Repeat("[0,18): a1 a2", 4), harness.Records);
    }

    [Fact]
    public void Trigger_that_cannot_merge_is_refused_for_sessions()
    {
        var error = Assert.Throws<ArgumentException>(() => OperatorHarness.Of((DataStream<string> stream) => stream.KeyBy(record => record)
            .Window(Sessions()).Trigger(DeltaTrigger.Of<string>(1, (_, _) => 2)).Reduce((a, b) => a + b)));

        Assert.StartsWith("DeltaTrigger(1) cannot merge, and EventTimeSessionWindows(10) merges windows.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_of_single_windows_is_refused_where_they_merge()
    {
        using var harness = OperatorHarness.Of((DataStream<string> stream) => stream
            .KeyBy(record => record).Window(Sessions()).Process(new WithWindowState()));

        var error = Assert.Throws<FlinkException>(() => harness.PushAt(1, "a").PushWatermark(100));

        Assert.IsType<NotSupportedException>(error.InnerException);
        Assert.Contains("'Window(EventTimeSessionWindows(10))' merges windows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_timers_and_trigger_state_survive_a_restore_with_another_parallelism()
    {
        _script.EventTimerAfter = 8;
        var keys = Enumerable.Range(0, 20).Select(i => (char)('a' + i)).ToArray();
        using var before = Open(Sessions(), parallelism: 3);
        foreach (var key in keys)
        {
            before.PushAt(0, $"{key}1").PushAt(15, $"{key}2");
        }

        using var after = Open(Sessions(), parallelism: 2, restore: before.Snapshot());
        after.PushWatermark(3);
        foreach (var key in keys)
        {
            after.PushAt(8, $"{key}3");
        }

        _script.OnEventTime = TriggerResult.FireAndPurge;
        _script.Calls.Clear();
        after.PushWatermark(100);

        Assert.Equal(keys.Select(key => $"[0,25): {key}1 {key}2 {key}3"), after.Records.Order(StringComparer.Ordinal));
        Assert.Equal(20, _script.Calls.Count(call => call.StartsWith("clear [0,25) of", StringComparison.Ordinal) && call.Split(' ').Length == 6));
    }

    private static TumblingEventTimeWindows Tumbling() => TumblingEventTimeWindows.Of(Ms(10));

    private static EventTimeSessionWindows Sessions() => EventTimeSessionWindows.WithGap(Ms(10));

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private OperatorHarness<string, string> Open(
        WindowAssigner<TimeWindow> assigner, long lateness = 0, int parallelism = 1, HarnessSnapshot? restore = null) => OperatorHarness.Of(
        (DataStream<string> stream) => stream.KeyBy(record => record[..1]).Window(assigner).Trigger(new ScriptedTrigger(_shared))
            .AllowedLateness(new TimeSpan(lateness * TimeSpan.TicksPerMillisecond)).SideOutputLateData(_late).Process(new Listing()),
        new() { Parallelism = parallelism, Restore = restore });

    internal sealed class Listing : ProcessWindowFunction<string, string, string, TimeWindow>
    {
        public static readonly OutputTag<string> Removed = new("removed");

        public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<string> elements, Collector<string> output) =>
            output.Collect($"[{context.Window.Start},{context.Window.End}): {string.Join(' ', elements.Order(StringComparer.Ordinal))}");

        public override void Clear(WindowContext<TimeWindow> context) => context.Output(Removed, $"[{context.Window.Start},{context.Window.End})");
    }

    private sealed class WithWindowState : ProcessWindowFunction<string, string, string, TimeWindow>
    {
        public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<string> elements, Collector<string> output) =>
            context.WindowState.GetState(new ValueStateDescriptor<int>("state"));
    }

    private sealed class TwoWindows(Shared<List<string>> asked) : WindowAssigner<string, TimeWindow>
    {
        public override bool IsEventTime => true;

        public override Trigger DefaultTrigger => EventTimeTrigger.Create();

        public override void AssignWindows(in string element, long timestamp, WindowAssignerContext context, List<TimeWindow> windows)
        {
            asked.Value.Add($"{element}@{timestamp}");
            windows.Add(new TimeWindow(0, 10));
            windows.Add(new TimeWindow(100, 110));
        }
    }
}
