using System.Globalization;
using Flink.Core;
using Flink.Core.EventTime;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>An aggregate that throws: each way in which windows add a record says which record of which key it was.</summary>
public class WindowFailureTests
{
    [Theory]
    [InlineData(20, 20, "Window(TumblingEventTimeWindows(20))")]
    [InlineData(40, 20, "Window(SlidingEventTimeWindows(40, 20))")]
    public void Record_among_others_of_one_slice_is_named(int size, int slide, string name)
    {
        using var harness = Open(WindowsOf(size, slide));

        AssertNamed(name, key: "k13", timestamp: 13, () => harness.PushAt(13, Enumerable.Range(0, 100).Select(i => new Order($"k{i}", i == 13)).ToArray()));
    }

    [Theory]
    [InlineData(20, 20, 33, "Window(TumblingEventTimeWindows(20))")]
    [InlineData(40, 20, 33, "Window(SlidingEventTimeWindows(40, 20))")]
    [InlineData(40, 20, 75, "Window(SlidingEventTimeWindows(40, 20))")]
    [InlineData(20, 20, 99, "Window(TumblingEventTimeWindows(20))")]
    public void Record_of_a_batch_over_several_slices_is_named(int size, int slide, int failing, string name)
    {
        // Two slices, four, more than four: each has a way of its own.
        var count = failing < 40 ? 40 : failing < 80 ? 80 : failing + 1;
        using var harness = OperatorHarness.Of((DataStream<Order> stream) => stream
            .AssignTimestampsAndWatermarks(WatermarkStrategy.ForMonotonousTimestamps<Order>().WithTimestampAssigner((order, _) => int.Parse(order.Customer[1..], CultureInfo.InvariantCulture)))
            .KeyBy(order => order.Customer).Window(WindowsOf(size, slide)).Aggregate(new Failing()));

        AssertNamed(name, $"k{failing}", failing, () => harness.Push([.. Enumerable.Range(0, count).Select(i => new Order($"k{i}", i == failing))]));
    }

    [Theory]
    [InlineData(20, 20, "Window(TumblingEventTimeWindows(20))")]
    [InlineData(40, 20, "Window(SlidingEventTimeWindows(40, 20))")]
    public void Late_record_is_named(int size, int slide, string name)
    {
        using var harness = Open(WindowsOf(size, slide), lateness: 1000);
        harness.PushAt(5, new Order("a", false)).PushWatermark(60);

        AssertNamed(name, "a", 7, () => harness.PushAt(7, new Order("a", true)));
    }

    [Fact]
    public void Record_of_a_session_is_named_whether_it_opens_or_goes_on_or_comes_between()
    {
        foreach (var timestamp in (long[])[0, 103, 150, 50])
        {
            using var harness = Open(EventTimeSessionWindows.WithGap(TimeSpan.FromMilliseconds(10)));
            if (timestamp > 0)
            {
                harness.PushAt(100, new Order("a", false));
            }

            AssertNamed("Window(EventTimeSessionWindows(10))", "a", timestamp, () => harness.PushAt(timestamp, new Order("a", true)));
        }
    }

    [Fact]
    public void Record_is_named_where_a_trigger_was_chosen()
    {
        using var harness = Open(WindowsOf(20, 20), trigger: EventTimeTrigger.Create());

        AssertNamed("Window(TumblingEventTimeWindows(20))", "a", 3, () => harness.PushAt(3, new Order("a", true)));
    }

    [Theory]
    [InlineData(20, 20, false)]
    [InlineData(20, 20, true)]
    [InlineData(40, 20, false)]
    [InlineData(40, 20, true)]
    public void Window_and_key_are_named_when_the_result_fails(int size, int slide, bool hasFunction)
    {
        using var harness = OperatorHarness.Of((DataStream<Order> stream) => stream.KeyBy(order => order.Customer).Window(WindowsOf(size, slide)) is var windows && hasFunction
            ? windows.Aggregate(new Failing(), new PassOn())
            : windows.Aggregate(new Failing()));
        harness.PushAt(3, [.. Enumerable.Range(0, 500).Select(i => new Order($"k{i}", false)), .. Enumerable.Repeat(new Order("k77", false), Failing.MostRecords)]);

        AssertFails(
            $"'{NameOf(size, slide)}' could not give the result of TimeWindow{{start={20 - size}, end=20}} of key k77: InvalidOperationException: too many", () => harness.PushWatermark(19));
    }

    [Theory]
    [InlineData(20, 20, "give the result of TimeWindow{start=0, end=20}")]
    [InlineData(40, 20, "give the result of TimeWindow{start=0, end=40}")]
    public void Window_and_key_are_named_when_the_result_of_a_late_record_fails(int size, int slide, string task)
    {
        using var harness = Open(WindowsOf(size, slide), lateness: 1000);
        harness.PushAt(5, [.. Enumerable.Repeat(new Order("a", false), Failing.MostRecords)]).PushWatermark(60);

        AssertFails($"'{NameOf(size, slide)}' could not {task} of key a: InvalidOperationException: too many", () => harness.PushAt(6, new Order("a", false)));
    }

    [Fact]
    public void Window_and_key_are_named_when_slices_fail_to_merge()
    {
        foreach (var failing in (int[])[1, 2, 3])
        {
            using var harness = OperatorHarness.Of((DataStream<Order> stream) => stream
                .KeyBy(order => order.Customer).Window(WindowsOf(100, 20)).Aggregate(new Unmergeable()));
            var error = Assert.Throws<FlinkException>(() =>
            {
                for (var time = 0; time < 400; time += 20)
                {
                    harness.PushAt(time, [.. Enumerable.Range(0, 50).Select(i => new Order($"k{i}", i == 33 && time >= 20 * failing))]).PushWatermark(time + 19);
                }
            });

            Assert.Matches(
                @"^'Window\(SlidingEventTimeWindows\(100, 20\)\)' could not (merge the slices|give the result) of TimeWindow\{start=-?\d+, end=\d+\} of key k33: InvalidOperationException: no such sum$",
                error.Message);
        }
    }

    [Fact]
    public void Late_record_that_fails_to_merge_is_named()
    {
        using var harness = OperatorHarness.Of((DataStream<Order> stream) => stream
            .KeyBy(order => order.Customer).Window(WindowsOf(40, 20)).AllowedLateness(TimeSpan.FromSeconds(1)).Aggregate(new Unmergeable()));
        harness.PushAt(5, new Order("a", false)).PushWatermark(60);

        AssertFails(
            "'Window(SlidingEventTimeWindows(40, 20))' could not add the record with timestamp 7 to its windows of key a: InvalidOperationException: no such sum",
            () => harness.PushAt(7, new Order("a", true)));
    }

    [Fact]
    public void Window_and_key_are_named_when_sessions_fail_to_merge_or_to_give_their_result()
    {
        foreach (var trigger in (Trigger?[])[null, EventTimeTrigger.Create()])
        {
            using var harness = OperatorHarness.Of((DataStream<Order> stream) =>
            {
                var windows = stream.KeyBy(order => order.Customer).Window(Sessions());
                return (trigger is null ? windows : windows.Trigger(trigger)).Aggregate(new Unmergeable());
            });
            harness.PushAt(0, new Order("a", true)).PushAt(15, new Order("a", false));

            AssertFails(
                "'Window(EventTimeSessionWindows(10))' could not merge another window into TimeWindow{start=0, end=25} of key a: InvalidOperationException: no such sum",
                () => harness.PushAt(8, new Order("a", false)));

            using var second = Open(Sessions(), trigger: trigger);
            second.PushAt(0, [.. Enumerable.Repeat(new Order("a", false), Failing.MostRecords + 1)]);
            AssertFails(
                "'Window(EventTimeSessionWindows(10))' could not give the result of TimeWindow{start=0, end=10} of key a: InvalidOperationException: too many", () => second.PushWatermark(20));
        }
    }

    [Theory]
    [InlineData(nameof(Trigger<,>.OnElement), "ask Brittle about the record with timestamp 3 in TimeWindow{start=0, end=20}")]
    [InlineData(nameof(Trigger<,>.OnEventTime), "ask Brittle about event time 19 in TimeWindow{start=0, end=20}")]
    [InlineData(nameof(Trigger<,>.OnProcessingTime), "ask Brittle about processing time 5 in TimeWindow{start=0, end=20}")]
    [InlineData(nameof(Trigger<,>.Clear), "clear what Brittle has kept for TimeWindow{start=0, end=20}")]
    public void Window_and_key_are_named_when_a_trigger_fails(string method, string task)
    {
        using var harness = Open(WindowsOf(20, 20), trigger: new BrittleTrigger(method));

        AssertFails(
            $"'{NameOf(20, 20)}' could not {task} of key a: InvalidOperationException: brittle",
            () =>
            {
                harness.PushAt(3, new Order("a", false));
                harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(10));
                harness.PushWatermark(30);
            });
    }

    [Fact]
    public void Window_and_key_are_named_when_a_trigger_fails_to_merge()
    {
        using var harness = Open(Sessions(), trigger: new BrittleTrigger(nameof(Trigger<,>.OnMerge)));
        harness.PushAt(0, new Order("a", false));

        AssertFails(
            "'Window(EventTimeSessionWindows(10))' could not tell Brittle of windows that were merged into TimeWindow{start=0, end=15} of key a: InvalidOperationException: brittle",
            () => harness.PushAt(5, new Order("a", false)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Window_and_key_are_named_when_an_evictor_fails(bool before)
    {
        using var harness = OperatorHarness.Of((DataStream<Order> stream) => stream
            .KeyBy(order => order.Customer).Window(WindowsOf(20, 20)).Evictor(new BrittleEvictor(before)).Aggregate(new Failing()));
        harness.PushAt(3, new Order("a", false));

        AssertFails(
            $"'{NameOf(20, 20)}' could not give the result of TimeWindow{{start=0, end=20}} of key a: InvalidOperationException: brittle", () => harness.PushWatermark(19));
    }

    [Theory]
    [InlineData(true, "assign windows to the record with timestamp 5")]
    [InlineData(false, "merge TimeWindow{start=5, end=6} with other windows")]
    public void Record_or_window_is_named_when_an_assigner_fails(bool assigns, string task)
    {
        using var harness = Open(new BrittleAssigner(assigns));
        harness.PushAt(3, new Order("a", false));

        AssertFails($"'Window(Brittle)' could not {task} of key a: InvalidOperationException: brittle", () => harness.PushAt(5, new Order("a", true)));
    }

    [Fact]
    public void Function_is_not_blamed_for_what_fails_behind_it()
    {
        using var harness = OperatorHarness.Of((DataStream<Order> stream) => stream.KeyBy(order => order.Customer).Window(WindowsOf(20, 20))
            .Aggregate(new Failing(), new ToSide()).GetSideOutput(ToSide.Tag).Map(i => i < 0 ? 0 : throw new FormatException("behind")));
        harness.PushAt(3, [.. Enumerable.Range(0, 5000).Select(i => new Order($"k{i}", false))]);

        var error = Record.Exception(() => harness.PushWatermark(19));

        Assert.DoesNotContain("give the result", error!.ToString(), StringComparison.Ordinal);
        Assert.Contains("behind", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_whose_text_cannot_be_had_does_not_hide_the_cause_and_a_long_one_is_cut()
    {
        using var mute = OperatorHarness.Of((DataStream<Order> stream) => stream
            .KeyBy(order => new Mute(order.Customer)).Window(WindowsOf(20, 20)).Aggregate(new Failing()));
        var error = Assert.Throws<FlinkException>(() => mute.PushAt(3, new Order("a", true)));
        Assert.Contains($"of key {typeof(Mute)} (whose ToString threw NotSupportedException): InvalidOperationException: no such orders", error.Message, StringComparison.Ordinal);

        using var harness = Open(WindowsOf(20, 20));
        AssertNamed("Window(TumblingEventTimeWindows(20))", new string('x', 200) + "...", 3, () => harness.PushAt(3, new Order(new string('x', 201), true)));
    }

    [Fact]
    public void Failure_of_a_key_selector_is_not_taken_for_the_aggregates()
    {
        using var harness = OperatorHarness.Of((DataStream<Order> stream) => stream
            .KeyBy(order => order.Customer.Length > 3 ? throw new FormatException("no customer") : order.Customer).Window(WindowsOf(20, 20)).Aggregate(new Failing()));
        harness.PushAt(3, new Order("a", false));

        Assert.Equal("no customer", Assert.Throws<FormatException>(() => harness.PushAt(4, new Order("abcd", false))).Message);
    }

    private static EventTimeSessionWindows Sessions() => EventTimeSessionWindows.WithGap(TimeSpan.FromMilliseconds(10));

    private static string NameOf(int size, int slide) => size == slide ? $"Window(TumblingEventTimeWindows({size}))" : $"Window(SlidingEventTimeWindows({size}, {slide}))";

    private static void AssertFails(string message, Action push)
    {
        var error = Assert.Throws<FlinkException>(push);

        Assert.Equal(message, error.Message);
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.True(error.IsRetryable);
    }

    private static void AssertNamed(string operatorName, string key, long timestamp, Action push)
    {
        var error = Assert.Throws<FlinkException>(push);

        Assert.Equal(
            $"'{operatorName}' could not add the record with timestamp {timestamp} to its windows of key {key}: InvalidOperationException: no such orders",
            error.Message);
        Assert.Equal("no such orders", Assert.IsType<InvalidOperationException>(error.InnerException).Message);
        Assert.True(error.IsRetryable);
    }

    private static OperatorHarness<Order, int> Open(WindowAssigner<TimeWindow> assigner, long lateness = 0, Trigger? trigger = null) =>
        OperatorHarness.Of((DataStream<Order> stream) =>
        {
            var windows = stream.KeyBy(order => order.Customer).Window(assigner).AllowedLateness(TimeSpan.FromMilliseconds(lateness));
            return (trigger is null ? windows : windows.Trigger(trigger)).Aggregate(new Failing());
        });

    private static WindowAssigner<TimeWindow> WindowsOf(int size, int slide) => size == slide
        ? TumblingEventTimeWindows.Of(TimeSpan.FromMilliseconds(size))
        : SlidingEventTimeWindows.Of(TimeSpan.FromMilliseconds(size), TimeSpan.FromMilliseconds(slide));

    public readonly record struct Order(string Customer, bool IsBad);

    private readonly struct Failing : IAggregateFunction<Order, int, int>
    {
        public const int MostRecords = 3;

        public int CreateAccumulator() => 0;

        public void Add(in Order record, ref int accumulator) =>
            accumulator += record.IsBad ? throw new InvalidOperationException("no such orders") : 1;

        public int GetResult(in int accumulator) => accumulator > MostRecords ? throw new InvalidOperationException("too many") : accumulator;

        public void Merge(ref int accumulator, in int other) => accumulator += other;
    }

    /// <summary>Refuses to merge what has a bad record.</summary>
    private readonly struct Unmergeable : IAggregateFunction<Order, int, int>
    {
        public int CreateAccumulator() => 0;

        public void Add(in Order record, ref int accumulator) => accumulator += record.IsBad ? 1000 : 1;

        public int GetResult(in int accumulator) => accumulator;

        public void Merge(ref int accumulator, in int other) =>
            accumulator += accumulator >= 1000 || other >= 1000 ? throw new InvalidOperationException("no such sum") : other;
    }

    private sealed class PassOn : ProcessWindowFunction<int, int, string, TimeWindow>
    {
        public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<int> elements, Collector<int> output) => output.Collect(elements[0]);
    }

    private sealed class ToSide : ProcessWindowFunction<int, int, string, TimeWindow>
    {
        public static readonly OutputTag<int> Tag = new("side");

        public override void Process(string key, WindowContext<TimeWindow> context, IReadOnlyList<int> elements, Collector<int> output) => context.Output(Tag, elements[0]);
    }

    private sealed class BrittleTrigger(string method) : Trigger<Order, TimeWindow>
    {
        public override bool CanMerge => true;

        public override TriggerResult OnElement(in Order element, long timestamp, TimeWindow window, TriggerContext context)
        {
            if (method == nameof(OnProcessingTime))
            {
                context.RegisterProcessingTimeTimer(context.CurrentProcessingTime + 5);
            }

            return Answer(nameof(OnElement));
        }

        public override TriggerResult OnEventTime(long time, TimeWindow window, TriggerContext context) => Answer(nameof(OnEventTime));

        public override TriggerResult OnProcessingTime(long time, TimeWindow window, TriggerContext context) =>
            method == nameof(OnProcessingTime) ? throw new InvalidOperationException("brittle") : TriggerResult.Continue;

        public override void OnMerge(TimeWindow window, MergeTriggerContext context) => Answer(nameof(OnMerge));

        public override void Clear(TimeWindow window, TriggerContext context) => Answer(nameof(Clear));

        public override string ToString() => "Brittle";

        private TriggerResult Answer(string asked) => asked == method ? throw new InvalidOperationException("brittle") : TriggerResult.Continue;
    }

    private sealed class BrittleEvictor(bool before) : Evictor<Order, TimeWindow>
    {
        public override void EvictBefore(List<TimestampedValue<Order>> elements, TimeWindow window, EvictorContext context) => FailIf(before);

        public override void EvictAfter(List<TimestampedValue<Order>> elements, TimeWindow window, EvictorContext context) => FailIf(!before);

        private static void FailIf(bool fails)
        {
            if (fails)
            {
                throw new InvalidOperationException("brittle");
            }
        }
    }

    private sealed class BrittleAssigner(bool assigns) : WindowAssigner<Order, TimeWindow>, IMergingWindowAssigner<TimeWindow>
    {
        public override bool IsEventTime => true;

        public override Trigger DefaultTrigger => EventTimeTrigger.Create();

        public override void AssignWindows(in Order record, long timestamp, WindowAssignerContext context, List<TimeWindow> windows) =>
            windows.Add(record.IsBad && assigns ? throw new InvalidOperationException("brittle") : new TimeWindow(timestamp, timestamp + 1));

        public void MergeWindows(Span<TimeWindow> windows, IWindowMerger<TimeWindow> merger)
        {
            if (windows.Length > 1)
            {
                throw new InvalidOperationException("brittle");
            }
        }

        public override string ToString() => "Brittle";
    }

    private sealed record Mute(string Name)
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
