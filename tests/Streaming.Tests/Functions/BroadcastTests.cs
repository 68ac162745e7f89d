using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.Functions;

public class BroadcastTests
{
    private static readonly MapStateDescriptor<string, int> _rules = new("rules");
    private static readonly ValueStateDescriptor<int> _sum = new("sum");

    [Fact]
    public void Every_subtask_sees_what_was_broadcast()
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int> numbers, DataStream<Rule> rules) => numbers.Connect(rules.Broadcast(_rules)).Process(new Multiply()), new() { Parallelism = 3 });

        harness.PushFirst(1, 2, 3).PushSecond(new Rule("factor", 10)).PushFirst(1, 2, 3);

        Assert.Equal([0, 0, 0, 10, 20, 30], harness.Records.Order());
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 2)]
    [InlineData(2, 2)]
    public void Every_subtask_has_the_broadcast_state_after_a_restore_with_another_parallelism(int parallelismBefore, int parallelismAfter)
    {
        TwoInputHarness<int, Rule, int> Open(HarnessOptions options) => OperatorHarness.Of(
            (DataStream<int> numbers, DataStream<Rule> rules) => numbers.Connect(rules.Broadcast(_rules)).Process(new Multiply()), options);
        using var before = Open(new() { Parallelism = parallelismBefore });
        before.PushSecond(new Rule("gone", 1), new Rule("factor", 10), new Rule("gone", null));
        using var after = Open(new() { Parallelism = parallelismAfter, Restore = before.Snapshot() });

        after.PushFirst([.. Enumerable.Repeat(7, 8)]);

        Assert.Equal(Enumerable.Repeat(70, 8), after.Records);
        Assert.Equal(parallelismAfter, after.Snapshot().OperatorEntryCount);
    }

    [Fact]
    public void Keyed_side_has_keyed_state_and_timers_and_broadcast_side_reaches_all_keys()
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int> numbers, DataStream<Rule> rules) => numbers.KeyBy(n => n % 3).Connect(rules.Broadcast(_rules)).Process(new SumByKey()),
            new() { Parallelism = 2 });

        harness.PushFirstAt(1, 3, 4, 5, 6).PushSecond(new Rule("clear from", 6)).PushFirstAt(2, 3, 4).PushWatermark(100);

        // Keys 0, 1 and 2 have 9, 4 and 5; key 0 is cleared. Then key 0 has 3 and key 1 has 8.
        Assert.Equal(["clear 0:9", "timer 0:3", "timer 1:8", "timer 2:5"], harness.Records.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Keyed_state_is_out_of_reach_on_the_broadcast_side()
    {
        using var harness = OperatorHarness.Of(
            (DataStream<int> numbers, DataStream<Rule> rules) => numbers.KeyBy(n => n % 3).Connect(rules.Broadcast(_rules)).Process(new SumByKey()));
        harness.PushFirst(1);

        var error = Assert.Throws<InvalidOperationException>(() => harness.PushSecond(new Rule("touch", 0)));

        Assert.StartsWith("No key is current in 'Co-Process-Broadcast-Keyed'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_that_was_not_broadcast_is_refused()
    {
        using var harness = OperatorHarness.Of((DataStream<int> numbers, DataStream<Rule> rules) =>
            numbers.Connect(rules.Broadcast(new MapStateDescriptor<string, int>("other"))).Process(new Multiply()));

        var error = Assert.Throws<ArgumentException>(() => harness.PushFirst(1));

        Assert.StartsWith(
            "MapState<System.String, System.Int32> 'rules' of 'Co-Process-Broadcast' is no broadcast state. Give its descriptor to Broadcast.", error.Message, StringComparison.Ordinal);
    }

    public sealed record Rule(string Name, int? Value);

    private sealed class Multiply : BroadcastProcessFunction<int, Rule, int>
    {
        public override void ProcessElement(in int record, ReadOnlyContext context, Collector<int> output) =>
            output.Collect(record * context.GetBroadcastState(_rules).Get("factor"));

        public override void ProcessBroadcastElement(in Rule record, Context context, Collector<int> output)
        {
            var rules = context.GetBroadcastState(_rules);
            if (record.Value is { } value)
            {
                rules.Put(record.Name, value);
            }
            else
            {
                rules.Remove(record.Name);
            }
        }
    }

    private sealed class SumByKey : KeyedBroadcastProcessFunction<int, int, Rule, string>
    {
        private IValueState<int>? _state;

        public override void Open(RuntimeContext context) => _state = context.GetState(_sum);

        public override void ProcessElement(in int record, ReadOnlyContext context, Collector<string> output)
        {
            _state!.Ref() += record;
            context.TimerService.RegisterEventTimeTimer(100);
        }

        public override void ProcessBroadcastElement(in Rule record, Context context, Collector<string> output)
        {
            if (record.Name == "touch")
            {
                _state!.Update(1);
            }

            var limit = record.Value;
            context.ApplyToKeyedState(_sum, (key, state) =>
            {
                if (state.Value >= limit)
                {
                    output.Collect($"clear {key}:{state.Value}");
                    state.Clear();
                }
            });
        }

        public override void OnTimer(long timestamp, OnTimerContext context, Collector<string> output) =>
            output.Collect($"timer {context.CurrentKey}:{_state!.Value}");
    }
}
