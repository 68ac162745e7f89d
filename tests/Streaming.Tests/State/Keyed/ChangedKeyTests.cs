using System.Globalization;
using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.State.Keyed;

/// <summary>
/// Keys whose hash changes after their records were sent: one that falls outside of the subtask's key groups is an error that names the group;
/// inside of them the key at the operator counts, as in Apache Flink, where each operator asks the selector anew.
/// </summary>
public class ChangedKeyTests
{
    private const string Foreign =
        "'{0}' got a record whose key '1' is of key group 90, but this subtask has the groups 0 to 63. "
        + "The key selector gave another key when the record was sent: it must depend on the record only, and neither the record nor the key may change between.";

    private const string ForeignInSlices =
        "A key with hash {1} belongs to key group 90, which this subtask does not own. "
        + "Its hash or equality changed after KeyBy: give keys a hash that depends on their value only, and do not change objects that are keys.";

    [Theory]
    [InlineData("process", Foreign, "KeyedProcess")]
    [InlineData("general", Foreign, "Window(TumblingEventTimeWindows(10))")]
    [InlineData("count", Foreign, "Window(GlobalWindows)")]
    [InlineData("session", Foreign, "Window(EventTimeSessionWindows(10))")]
    [InlineData("tumbling", ForeignInSlices, "")]
    [InlineData("sliding", ForeignInSlices, "")]
    public void Key_outside_of_the_subtasks_groups_is_an_error_that_names_the_group(string kind, string message, string operatorName)
    {
        // Sent as key 0 to the subtask that has it; at the operator the key is the record.
        using var calls = Shared.Of(new Calls());
        using var harness = OperatorHarness.Of(
            (DataStream<long> stream) => Run(stream.KeyBy(record => calls.Value.IsSent(record) ? 0 : record), kind), new() { Parallelism = 2 });

        var error = Assert.Throws<FlinkException>(() => harness.PushAt(1, 1, 2, 3));

        Assert.Equal(string.Format(CultureInfo.InvariantCulture, message, operatorName, StableHash.Of(1L).ToString("x16", CultureInfo.InvariantCulture)), error.Message);
        Assert.Equal(90, KeyGroups.Of(StableHash.Of(1L), 128));
    }

    [Fact]
    public void Key_within_the_subtasks_groups_counts_as_it_is_at_the_operator()
    {
        var own = Enumerable.Range(1, 100).Select(key => (long)key).Where(key => SubtaskOf(key) == SubtaskOf(0)).Take(3).ToArray();
        using var calls = Shared.Of(new Calls());
        using var harness = OperatorHarness.Of(
            (DataStream<long> stream) => stream.KeyBy(record => calls.Value.IsSent(record) ? 0 : own[record % 3]).Process(new Counting()), new() { Parallelism = 2 });

        harness.Push(0, 1, 2, 3, 4, 5, 6);

        Assert.Equal([$"{own[0]}:1", $"{own[1]}:1", $"{own[2]}:1", $"{own[0]}:2", $"{own[1]}:2", $"{own[2]}:2", $"{own[0]}:3"], harness.Records);
    }

    [Fact]
    public void Object_that_was_changed_after_it_became_a_key_does_not_change_the_key_of_what_is_kept()
    {
        using var harness = OperatorHarness.Of((DataStream<Account> stream) => stream.KeyBy(account => account.Name).Process(new CountingAndChanging()));

        harness.Push(new Account { Name = ["a"] }, new Account { Name = ["a"] }, new Account { Name = ["b"] }, new Account { Name = ["a"] });

        Assert.Equal(["a:1", "a:2", "b:1", "a:3"], harness.Records);
    }

    private static DataStream<string> Run(KeyedStream<long, long> stream, string kind) => kind switch
    {
        "process" => stream.Process(new Counting()),
        "tumbling" => stream.Window(TumblingEventTimeWindows.Of(Ms(10))).Aggregate(new Count()),
        "sliding" => stream.Window(SlidingEventTimeWindows.Of(Ms(20), Ms(10))).Aggregate(new Count()),
        "session" => stream.Window(EventTimeSessionWindows.WithGap(Ms(10))).Aggregate(new Count()),
        "general" => stream.Window(TumblingEventTimeWindows.Of(Ms(10))).Trigger(EventTimeTrigger.Create()).Aggregate(new Count()),
        _ => stream.CountWindow(1000).Aggregate(new Count()),
    };

    private static int SubtaskOf(long key) => KeyGroups.OperatorIndex(KeyGroups.Of(StableHash.Of(key), 128), 128, 2);

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public sealed class Account
    {
        public string[] Name { get; set; } = [];
    }

    /// <summary>Tells the first call for a record, which chooses its subtask, from those at the operator.</summary>
    public sealed class Calls
    {
        private readonly HashSet<long> _sent = [];

        public bool IsSent(long record) => _sent.Add(record);
    }

    private sealed class Counting : KeyedProcessFunction<long, long, string>
    {
        private IValueState<long>? _count;

        public override void Open(RuntimeContext context) => _count = context.GetState(new ValueStateDescriptor<long>("count"));

        public override void ProcessElement(in long record, Context context, Collector<string> output) =>
            output.Collect($"{context.CurrentKey}:{++_count!.Ref()}");
    }

    private sealed class CountingAndChanging : KeyedProcessFunction<string[], Account, string>
    {
        private IValueState<long>? _count;

        public override void Open(RuntimeContext context) => _count = context.GetState(new ValueStateDescriptor<long>("count"));

        public override void ProcessElement(in Account record, Context context, Collector<string> output)
        {
            output.Collect($"{record.Name[0]}:{++_count!.Ref()}");
            record.Name[0] = "changed";
        }
    }

    private readonly struct Count : IAggregateFunction<long, int, string>
    {
        public int CreateAccumulator() => 0;

        public void Add(in long record, ref int accumulator) => accumulator++;

        public string GetResult(in int accumulator) => $"{accumulator}";

        public void Merge(ref int accumulator, in int other) => accumulator += other;
    }
}
