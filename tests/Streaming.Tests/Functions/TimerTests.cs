using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Tests.Functions;

public class TimerTests
{
    private const string Order = "timers-order-coalescing-deletion";
    private const string End = "end-of-input-timers";

    [Fact]
    public void Timers_fire_in_the_order_of_apache_flink()
    {
        using var harness = OpenCommands();

        Play(harness, GoldenCase.Input(Order));
        harness.EndInput();

        Assert.Equal(GoldenCase.Expected(Order, "main"), harness.Records);
    }

    [Fact]
    public void Timers_fire_in_the_same_order_after_restoring_at_any_watermark()
    {
        var input = GoldenCase.Input(Order);
        foreach (var cut in Enumerable.Range(1, input.Count - 1).Where(cut => input[cut - 1].Kind == "wm"))
        {
            using var before = OpenCommands();
            Play(before, input.Take(cut));
            using var after = OpenCommands(new() { Restore = before.Snapshot() });

            // The watermark is not part of the snapshot, in Apache Flink neither: sources send it again.
            after.PushWatermark(input[cut - 1].Ts);
            Assert.Empty(after.Records);
            Play(after, input.Skip(cut));
            after.EndInput();

            Assert.Equal(GoldenCase.Expected(Order, "main"), before.Records.Concat(after.Records));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void End_of_input_fires_event_timers_only(int parallelism)
    {
        using var harness = OperatorHarness.Of((DataStream<GoldenEvent> stream) => stream.KeyBy(e => e.Key).Process(new AtTheEnd()), new() { Parallelism = parallelism });

        Play(harness, GoldenCase.Input(End));
        harness.EndInput();
        harness.AdvanceProcessingTime(TimeSpan.FromHours(2));

        Assert.Equal(GoldenCase.Expected(End, "main").Order(StringComparer.Ordinal), harness.Records.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Processing_timer_fires_for_its_key_when_its_time_has_passed()
    {
        using var harness = OperatorHarness.Of((DataStream<string> stream) => stream.KeyBy(key => key).Process(new InAWhile(10)));

        harness.PushAt(5, "a");
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(4));
        harness.PushAt(6, "b", "a");
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(20));

        Assert.Equal(["ProcessingTime a 10", "ProcessingTime a 14", "ProcessingTime b 14"], harness.Records.Order(StringComparer.Ordinal));
        Assert.All(harness.Timestamps, time => Assert.Equal(Timestamp.None, time));
    }

    [Fact]
    public void Processing_timers_survive_a_restore_with_another_parallelism()
    {
        string[] keys = [.. Enumerable.Range(0, 50).Select(i => $"key {i}")];
        using var before = OperatorHarness.Of((DataStream<string> stream) => stream.KeyBy(key => key).Process(new InAWhile(10)));
        before.Push(keys);
        using var after = OperatorHarness.Of(
            (DataStream<string> stream) => stream.KeyBy(key => key).Process(new InAWhile(10)), new() { Parallelism = 3, Restore = before.Snapshot() });
        after.AdvanceProcessingTime(TimeSpan.FromMilliseconds(11));

        Assert.Equal(keys.Select(key => $"ProcessingTime {key} 10").Order(StringComparer.Ordinal), after.Records.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Timer_may_use_the_state_of_its_key_and_result_carries_its_time()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(n => n % 2).Process(new CountUntilTimer()));

        harness.PushAt(1, 2, 4, 5).PushWatermark(100);

        Assert.Equal([(0, 2), (1, 1)], harness.Records.Order());
        Assert.Equal([100, 100], harness.Timestamps);
    }

    [Fact]
    public void Timer_without_a_key_is_refused()
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream.Process(new Unkeyed()));

        var error = Assert.Throws<NotSupportedException>(() => harness.Push(1));

        Assert.Equal(
            "Timers belong to keys, and the function of 'Process' does not know any. Call KeyBy before it, and use a keyed process function.", error.Message);
    }

    private static OperatorHarness<GoldenEvent, string> OpenCommands(HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<GoldenEvent> stream) => stream.KeyBy(e => e.Key).Process(new Commands()), options);

    private static void Play(OperatorHarness<GoldenEvent, string> harness, IEnumerable<GoldenEvent> input)
    {
        foreach (var one in input)
        {
            if (one.Kind == "wm")
            {
                harness.PushWatermark(one.Ts);
            }
            else
            {
                harness.PushAt(one.Ts, one);
            }
        }
    }

    private sealed class Commands : KeyedProcessFunction<string, GoldenEvent, string>
    {
        private IValueState<long>? _registersAnother;

        public override void Open(RuntimeContext context) => _registersAnother = context.GetState(new ValueStateDescriptor<long>("registers another"));

        public override void ProcessElement(in GoldenEvent record, Context context, Collector<string> output)
        {
            output.Collect($"el,{context.CurrentKey},{context.Timestamp},{context.TimerService.CurrentWatermark}");
            switch (record.Text)
            {
                case "d":
                    context.TimerService.DeleteEventTimeTimer(record.Value);
                    break;
                case "E":
                    context.TimerService.RegisterEventTimeTimer(record.Value);
                    context.TimerService.RegisterEventTimeTimer(record.Value);
                    break;
                case "r":
                    _registersAnother!.Update(record.Value);
                    context.TimerService.RegisterEventTimeTimer(record.Value);
                    break;
                default:
                    context.TimerService.RegisterEventTimeTimer(record.Value);
                    break;
            }
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output)
        {
            output.Collect($"timer,{context.CurrentKey},{timestamp},{context.TimerService.CurrentWatermark},{context.Timestamp}");
            Assert.Equal(TimeDomain.EventTime, context.TimeDomain);
            if (_registersAnother!.TryGetValue(out var time) && time == timestamp)
            {
                _registersAnother.Clear();
                context.TimerService.RegisterEventTimeTimer(context.TimerService.CurrentWatermark);
            }
        }
    }

    private sealed class AtTheEnd : KeyedProcessFunction<string, GoldenEvent, string>
    {
        public override void ProcessElement(in GoldenEvent record, Context context, Collector<string> output)
        {
            output.Collect($"element,{context.CurrentKey},{record.Ts}");
            context.TimerService.RegisterEventTimeTimer(record.Ts + 1_000_000);
            context.TimerService.RegisterProcessingTimeTimer(context.TimerService.CurrentProcessingTime + 3_600_000);
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output)
        {
            var domain = context.TimeDomain == TimeDomain.EventTime ? "EVENT_TIME" : "PROCESSING_TIME";
            output.Collect($"{domain},{context.CurrentKey},{timestamp},{context.TimerService.CurrentWatermark}");
            if (timestamp == 1_000_001)
            {
                context.TimerService.RegisterEventTimeTimer(timestamp + 5);
                context.TimerService.RegisterEventTimeTimer(long.MaxValue);
            }
        }
    }

    private sealed class InAWhile(long delay) : KeyedProcessFunction<string, string, string>
    {
        public override void ProcessElement(in string record, Context context, Collector<string> output) =>
            context.TimerService.RegisterProcessingTimeTimer(context.TimerService.CurrentProcessingTime + delay);

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output) =>
            output.Collect($"{context.TimeDomain} {context.CurrentKey} {timestamp}");
    }

    private sealed class CountUntilTimer : KeyedProcessFunction<int, int, (int, int)>
    {
        private IValueState<int>? _count;

        public override void Open(RuntimeContext context) => _count = context.GetState(new ValueStateDescriptor<int>("count"));

        public override void ProcessElement(in int record, Context context, Collector<(int, int)> output)
        {
            _count!.Ref()++;
            context.TimerService.RegisterEventTimeTimer(100);
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<(int, int)> output) =>
            output.Collect((context.CurrentKey, _count!.Value));
    }

    private sealed class Unkeyed : ProcessFunction<int, int>
    {
        public override void ProcessElement(in int record, Context context, Collector<int> output) =>
            context.TimerService.RegisterEventTimeTimer(1);
    }
}
