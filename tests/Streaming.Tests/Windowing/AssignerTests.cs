using Flink.Core;
using Flink.Core.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

public class AssignerTests
{
    [Fact]
    public void Records_before_1970_fall_into_the_window_that_holds_them()
    {
        var windows = Run(TumblingEventTimeWindows.Of(TimeSpan.FromSeconds(10)), -1, -10_000, -10_001, 0, 9_999);

        Assert.Equal(["[-20000,-10000) 1", "[-10000,0) 2", "[0,10000) 2"], windows);
    }

    [Fact]
    public void Days_can_begin_in_another_time_zone()
    {
        Assert.Equal(["[-28800000,57600000) 1"], Run(TumblingEventTimeWindows.Of(TimeSpan.FromDays(1), TimeSpan.FromHours(-8)), 0));
        Assert.Equal(["[-21600000,64800000) 1"], Run(TumblingEventTimeWindows.Of(TimeSpan.FromDays(1), TimeSpan.FromHours(18)), 0));
    }

    [Fact]
    public void Sliding_windows_that_follow_each_other_hold_a_record_once()
    {
        var windows = Run(SlidingEventTimeWindows.Of(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)), -86_398_000);

        Assert.Equal(["[-86405000,-86395000) 1"], windows);
    }

    [Fact]
    public void Sliding_windows_with_gaps_drop_what_is_between()
    {
        Assert.Equal(["[0,10) 2"], Run(SlidingEventTimeWindows.Of(Ms(10), Ms(25)), 0, 9, 10, 24));
    }

    [Fact]
    public void Extreme_timestamps_are_in_windows_whose_bounds_wrap_around()
    {
        // As Apache Flink computes them: a window that begins before the first timestamp or ends behind the last one.
        Assert.Equal(["[9223372036854775800,-9223372036854775806) 1"], Run(TumblingEventTimeWindows.Of(Ms(10)), long.MaxValue));
        Assert.Equal(["[9223372036854775806,-9223372036854775800) 1"], Run(TumblingEventTimeWindows.Of(Ms(10)), long.MinValue + 1));
        Assert.Equal(["[9223372036854775805,-9223372036854775801) 1"], Run(TumblingEventTimeWindows.Of(Ms(10), Ms(-1)), long.MinValue + 1));
        Assert.Equal(["[9223372036854775807,-9223372036854775799) 1"], Run(EventTimeSessionWindows.WithGap(Ms(10)), long.MaxValue));
        Assert.Equal(["[-9223372036854775807,-9223372036854775796) 2"], Run(EventTimeSessionWindows.WithGap(Ms(10)), long.MinValue + 1, long.MinValue + 2));
        Assert.Equal(2, Run(SlidingEventTimeWindows.Of(Ms(10), Ms(5)), long.MinValue + 1).Count);
        Assert.Equal(2, Run(SlidingEventTimeWindows.Of(Ms(10), Ms(5)), long.MaxValue).Count);
    }

    [Fact]
    public void Two_records_at_the_end_of_time_are_one_session_in_both_operators()
    {
        var sessions = EventTimeSessionWindows.WithGap(Ms(10));
        using var general = OperatorHarness.Of((DataStream<long> stream) => stream
            .KeyBy(_ => 0).Window(sessions).Trigger(EventTimeTrigger.Create()).Aggregate<int, int, string>(new Count(), Show));
        general.PushAt(long.MaxValue, 0, 0).EndInput();

        Assert.Equal(["[9223372036854775807,-9223372036854775799) 2"], general.Records);
        Assert.Equal(general.Records, Run(sessions, long.MaxValue, long.MaxValue));
    }

    [Theory]
    [InlineData(0, 5, 0, "size")]
    [InlineData(-5, 5, 0, "size")]
    [InlineData(10, 0, 0, "slide")]
    [InlineData(10, -1, 0, "slide")]
    [InlineData(10, 5, 5, "offset")]
    [InlineData(10, 5, -5, "offset")]
    [InlineData(0.5, 5, 0, "size")]
    [InlineData(10, 5, 0.25, "offset")]
    public void Lengths_that_make_no_windows_are_refused(double size, double slide, double offset, string parameter)
    {
        var (a, b, c) = (TimeSpan.FromMilliseconds(size), TimeSpan.FromMilliseconds(slide), TimeSpan.FromMilliseconds(offset));

        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(() => SlidingEventTimeWindows.Of(a, b, c)).ParamName);
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(() => SlidingProcessingTimeWindows.Of(a, b, c)).ParamName);
    }

    [Fact]
    public void Refusals_say_what_is_allowed()
    {
        var size = Assert.Throws<ArgumentOutOfRangeException>(() => TumblingEventTimeWindows.Of(TimeSpan.Zero));
        var offset = Assert.Throws<ArgumentOutOfRangeException>(() => TumblingEventTimeWindows.Of(Ms(10), Ms(10)));
        var gap = Assert.Throws<ArgumentOutOfRangeException>(() => EventTimeSessionWindows.WithGap(TimeSpan.Zero));
        var lateness = Assert.Throws<ArgumentOutOfRangeException>(() => OperatorHarness.Of((DataStream<long> stream) => stream
            .KeyBy(_ => 0).Window(TumblingEventTimeWindows.Of(Ms(10))).AllowedLateness(Ms(-1)).Reduce((a, b) => a + b)));

        Assert.StartsWith("Must be above 0: at least a millisecond.", size.Message, StringComparison.Ordinal);
        Assert.StartsWith("Must be smaller than the size, 00:00:00.0100000, whether it is positive or negative: abs(offset) < size.", offset.Message, StringComparison.Ordinal);
        Assert.Equal("gap", gap.ParamName);
        Assert.Equal("lateness", lateness.ParamName);
    }

    [Fact]
    public void Dynamic_gap_of_zero_is_refused_with_the_record()
    {
        using var harness = OperatorHarness.Of((DataStream<long> stream) => stream
            .KeyBy(_ => 0).Window(EventTimeSessionWindows.WithDynamicGap((long gap) => Ms(gap))).Reduce((a, b) => a + b));

        var error = Assert.Throws<FlinkException>(() => harness.PushAt(1, 0));

        Assert.Equal(
            "'Window(DynamicEventTimeSessionWindows)' could not assign windows to the record with timestamp 1 of key 0: InvalidOperationException: "
            + "The session gap of a record of type System.Int64 is 00:00:00. A dynamic gap must be above 0: at least a millisecond.", error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Record_without_timestamp_is_refused_in_event_time(bool isSession)
    {
        WindowAssigner<TimeWindow> assigner = isSession ? EventTimeSessionWindows.WithGap(Ms(10)) : TumblingEventTimeWindows.Of(Ms(10));
        using var harness = OperatorHarness.Of((DataStream<long> stream) => stream.KeyBy(_ => 0).Window(assigner).Reduce((a, b) => a + b));

        var error = Assert.Throws<FlinkException>(() => harness.Push(1));

        Assert.Contains("has no timestamp (Long.MIN_VALUE)", error.Message, StringComparison.Ordinal);
        Assert.Contains("WatermarkStrategy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_without_timestamp_is_welcome_in_processing_time_and_in_global_windows()
    {
        using var time = OperatorHarness.Of((DataStream<long> stream) => stream
            .KeyBy(_ => 0).Window(TumblingProcessingTimeWindows.Of(Ms(10))).Reduce((a, b) => a + b));
        using var count = OperatorHarness.Of((DataStream<long> stream) => stream.KeyBy(_ => 0).CountWindow(2).Reduce((a, b) => a + b));

        time.Push(1, 2).AdvanceProcessingTime(Ms(10));
        count.Push(1, 2);

        Assert.Equal([3L], time.Records);
        Assert.Equal([3L], count.Records);
    }

    [Fact]
    public void Assigner_for_other_records_is_refused_when_the_program_is_written()
    {
        var error = Assert.Throws<ArgumentException>(() => OperatorHarness.Of((DataStream<long> stream) => stream
            .KeyBy(_ => 0).Window(EventTimeSessionWindows.WithDynamicGap((string text) => Ms(text.Length))).Reduce((a, b) => a + b)));

        Assert.Equal("DynamicEventTimeSessionWindows assigns windows to records of type System.String, and the stream's are of type System.Int64.", error.Message);
    }

    private static List<string> Run(WindowAssigner<TimeWindow> assigner, params long[] timestamps)
    {
        using var harness = OperatorHarness.Of((DataStream<long> stream) => stream
            .KeyBy(_ => 0).Window(assigner).Aggregate<int, int, string>(new Count(), Show));
        foreach (var timestamp in timestamps)
        {
            harness.PushAt(timestamp, 0);
        }

        harness.EndInput();
        return [.. harness.Records];
    }

    private static void Show(int key, TimeWindow window, IReadOnlyList<int> count, Collector<string> output) =>
        output.Collect($"[{window.Start},{window.End}) {count[0]}");

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private readonly struct Count : IAggregateFunction<long, int, int>
    {
        public int CreateAccumulator() => 0;

        public void Add(in long record, ref int accumulator) => accumulator++;

        public int GetResult(in int accumulator) => accumulator;

        public void Merge(ref int accumulator, in int other) => accumulator += other;
    }
}
