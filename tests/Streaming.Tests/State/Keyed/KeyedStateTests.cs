using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.State.Keyed;

public class KeyedStateTests
{
    [Fact]
    public void State_belongs_to_the_key_of_the_record()
    {
        using var harness = Run<IValueState<int>>(
            context => context.GetState(new ValueStateDescriptor<int>("sum")), static (state, record) => state.Ref() += record.Value);

        harness.Push(new("a", 1), new("b", 10), new("a", 2), new("b", 20));

        Assert.Equal(["1", "10", "3", "30"], harness.Records);
    }

    [Fact]
    public void State_that_was_cleared_is_as_if_it_had_never_been()
    {
        using var harness = Run<IValueState<int>>(
            context => context.GetState(new ValueStateDescriptor<int>("value")),
            static (state, record) =>
            {
                var had = state.TryGetValue(out var before);
                if (record.Value == 0)
                {
                    state.Clear();
                }
                else
                {
                    state.Update(record.Value);
                }

                return (had, before);
            });

        harness.Push(new("a", 5), new("a", 0), new("a", 7), new("a", 1));

        Assert.Equal(["(False, 0)", "(True, 5)", "(False, 0)", "(True, 7)"], harness.Records);
        Assert.Equal(0, harness.Push(new Row("a", 0)).Snapshot().KeyedEntryCount);
    }

    [Fact]
    public void Many_keys_come_and_go_without_being_mixed_up()
    {
        using var harness = Run<IValueState<int>>(
            context => context.GetState(new ValueStateDescriptor<int>("value")),
            static (state, record) =>
            {
                var before = state.Value;
                if (record.Value < 0)
                {
                    state.Clear();
                }
                else
                {
                    state.Update(record.Value);
                }

                return before;
            });
        var random = new Random(7);
        Dictionary<string, int> model = [];
        List<string> expected = [];
        Row[] rows = [.. Enumerable.Range(0, 20_000).Select(_ => new Row($"key {random.Next(900)}", random.Next(-3, 4)))];
        foreach (var row in rows)
        {
            expected.Add($"{model.GetValueOrDefault(row.Key)}");
            model[row.Key] = Math.Max(0, row.Value);
        }

        Assert.Equal(expected, harness.Push(rows).Records);
    }

    [Fact]
    public void Object_in_state_changes_only_when_it_is_updated()
    {
        using var harness = Run<IValueState<Box>>(
            context => context.GetState(new ValueStateDescriptor<Box>("box")),
            static (state, record) =>
            {
                var box = state.Value ?? new Box();
                box.Number += record.Value;
                if (record.Value > 1)
                {
                    state.Update(box);
                    box.Number = -1;
                }

                return state.Value?.Number;
            });

        harness.Push(new("a", 2), new("a", 1), new("a", 3));

        Assert.Equal(["2", "2", "5"], harness.Records);
    }

    [Fact]
    public void Object_in_state_can_be_changed_in_place_by_reference()
    {
        using var harness = Run<IValueState<Box>>(
            context => context.GetState(new ValueStateDescriptor<Box>("box")),
            static (state, record) =>
            {
                (state.Ref() ??= new Box()).Number += record.Value;
                return state.Value!.Number;
            });

        harness.Push(new("a", 2), new("a", 1), new("b", 3));

        Assert.Equal(["2", "3", "3"], harness.Records);
    }

    [Fact]
    public void Same_name_and_types_give_the_same_state()
    {
        using var harness = Run<(IValueState<int>, IValueState<int>)>(
            context => (context.GetState(new ValueStateDescriptor<int>("sum")), context.GetState(new ValueStateDescriptor<int>("sum"))),
            static (states, _) => ReferenceEquals(states.Item1, states.Item2));

        Assert.Equal(["True"], harness.Push(new Row("a", 1)).Records);
    }

    [Fact]
    public void Name_for_two_types_is_refused()
    {
        var error = Assert.Throws<FlinkException>(() => Run<IState[]>(
            context => [context.GetState(new ValueStateDescriptor<int>("sum")), context.GetState(new ValueStateDescriptor<long>("sum"))], static (_, _) => 0));

        Assert.Equal(
            "State 'sum' of 'KeyedProcess' is registered twice: as ValueState<System.String -> System.Int64> and as ValueState<System.String -> System.Int32>. "
            + "Give each state of the operator a name of its own.",
            error.Message);
    }

    [Fact]
    public void Name_for_two_kinds_is_refused() =>
        Assert.Throws<FlinkException>(() => Run<IState[]>(
            context => [context.GetState(new ValueStateDescriptor<int>("sum")), context.GetListState(new ListStateDescriptor<int>("sum"))], static (_, _) => 0));

    [Fact]
    public void State_without_keys_is_refused()
    {
        var error = Assert.Throws<FlinkException>(() =>
            OperatorHarness.Of((DataStream<int> stream) => stream.Map(new Counting())));

        Assert.Equal(
            "ValueState<System.Int64> 'count' of 'Map': keyed state on a stream without keys. "
            + "Call KeyBy before the function's operator, or keep operator state (ICheckpointedFunction).",
            error.Message);
    }

    [Fact]
    public void Rich_functions_over_keys_have_state()
    {
        using var map = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(n => n % 2).Map(new Counting()));
        using var filter = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(n => n % 2).Filter(new FirstOnly()));
        using var process = OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(n => n % 2).Process(new PlainProcess()));

        Assert.Equal([1, 1, 2, 3], map.Push(1, 2, 3, 5).Records);
        Assert.Equal([1, 2], filter.Push(1, 2, 3, 5).Records);
        Assert.Equal([1, 1, 2, 3], process.Push(1, 2, 3, 5).Records);
    }

    [Fact]
    public void State_outside_of_a_record_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Run<IValueState<int>>(
            context =>
            {
                var state = context.GetState(new ValueStateDescriptor<int>("sum"));
                state.Update(1);
                return state;
            },
            static (_, _) => 0));

        Assert.StartsWith("No key is current in 'KeyedProcess'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_key_is_an_error_that_names_the_operator()
    {
        using var harness = Run<IValueState<int>>(context => context.GetState(new ValueStateDescriptor<int>("sum")), static (_, _) => 0);

        var error = Assert.Throws<FlinkException>(() => harness.Push(new Row(null!, 1)));

        Assert.Contains("gave null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_is_another_one_at_the_operator_is_an_error()
    {
        var calls = 0;
        using var harness = OperatorHarness.Of(
            (DataStream<int> stream) => stream.KeyBy(_ => calls++).Process(new KeyedCounting()), new() { Parallelism = 2 });

        var error = Assert.Throws<FlinkException>(() => harness.Push([.. Enumerable.Range(0, 100)]));

        Assert.Contains("gave another key when the record was sent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_that_cannot_be_stored_is_an_error_that_names_the_state()
    {
        var error = Assert.Throws<FlinkException>(() => Run<IState>(
            context => context.GetState(new ValueStateDescriptor<Stream>("stream")), static (_, _) => 0));

        Assert.StartsWith("ValueState<System.IO.Stream> 'stream' of 'KeyedProcess' cannot be kept: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_cannot_be_stored_is_an_error_when_a_state_is_asked_for()
    {
        var error = Assert.Throws<FlinkException>(() => OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(n => new Tagged(n)).Process(new CountingTagged())));

        Assert.StartsWith("ValueState<System.Int32> 'count' of 'KeyedProcess' cannot be kept by key: Type '", error.Message, StringComparison.Ordinal);
        Assert.Contains("its part Tag is of type", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_state_of_another_type_is_refused()
    {
        using var before = Run<IValueState<int>>(context => context.GetState(new ValueStateDescriptor<int>("sum")), static (state, _) => state.Ref()++);
        var snapshot = before.Push(new Row("a", 1)).Snapshot();

        var kind = Assert.Throws<FlinkException>(() => Run<IListState<int>>(
            context => context.GetListState(new ListStateDescriptor<int>("sum")), static (_, _) => 0, new() { Restore = snapshot }));
        var type = Assert.Throws<IncompatibleSchemaException>(() => Run<IValueState<string>>(
            context => context.GetState(new ValueStateDescriptor<string>("sum")), static (_, _) => 0, new() { Restore = snapshot }));

        Assert.Equal(
            "State 'sum' of 'KeyedProcess' was stored as ValueState<System.String -> System.Int32> and is now ListState<System.String -> System.Int32>. "
            + "Give the new state another name, or restore with the types that it was stored with.",
            kind.Message);
        Assert.StartsWith("State 'sum' of 'KeyedProcess' ", type.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_state_of_another_key_type_is_refused()
    {
        using var before = Run<IValueState<int>>(context => context.GetState(new ValueStateDescriptor<int>("sum")), static (state, _) => state.Ref()++);
        var snapshot = before.Push(new Row("a", 1)).Snapshot();

        var error = Assert.Throws<FlinkException>(() => OperatorHarness.Of(
            (DataStream<Row> stream) => stream.KeyBy(row => row.Value).Process(new ByNumber()), new() { Restore = snapshot }));

        Assert.Contains("was stored as ValueState<System.String -> System.Int32> and is now ValueState<System.Int32 -> System.Int32>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_numbers_may_become_wider()
    {
        using var before = Run<IValueState<int>>(context => context.GetState(new ValueStateDescriptor<int>("sum")), static (state, record) => state.Ref() += record.Value);
        using var after = Run<IValueState<long>>(
            context => context.GetState(new ValueStateDescriptor<long>("sum")),
            static (state, record) => state.Ref() += record.Value,
            new() { Restore = before.Push(new Row("a", 1)).Snapshot() });

        Assert.Equal(["3"], after.Push(new Row("a", 2)).Records);
    }

    [Fact]
    public void State_that_is_not_asked_for_is_kept_over_restores_with_another_parallelism()
    {
        Row[] rows = [.. Enumerable.Range(0, 100).Select(i => new Row($"key {i}", i))];
        OperatorHarness<Row, string> Sum(HarnessOptions options) => Run<IValueState<int>>(
            context => context.GetState(new ValueStateDescriptor<int>("sum")), static (state, record) => state.Ref() += record.Value, options);
        using var first = Sum(new() { Parallelism = 1 });
        using var second = Run<int>(_ => 0, static (_, _) => 0, new() { Parallelism = 3, Restore = first.Push(rows).Snapshot() });
        using var third = Sum(new() { Parallelism = 2, Restore = second.Push(rows).Snapshot() });

        Assert.Equal(rows.Select(row => $"{2 * row.Value}").Order(), third.Push(rows).Records.Order());
    }

    [Fact]
    public void State_asked_for_late_has_what_was_restored()
    {
        OperatorHarness<Row, string> Late(HarnessOptions? options = null) => Run<RuntimeContext>(
            context => context, static (context, record) => context.GetState(new ValueStateDescriptor<int>("sum")).Ref() += record.Value, options);
        using var before = Late();
        using var after = Late(new() { Restore = before.Push(new Row("a", 1)).Snapshot() });

        Assert.Equal(["3"], after.Push(new Row("a", 2)).Records);
    }

    [Fact]
    public void Map_state_removes_entries_and_allows_null_values()
    {
        using var harness = Run<IMapState<string, string?>>(
            context => context.GetMapState(new MapStateDescriptor<string, string?>("map")),
            static (state, record) =>
            {
                if (record.Value < 0)
                {
                    state.Remove("a");
                }
                else
                {
                    state.Put("a", null);
                }

                return (state.IsEmpty, state.Contains("a"), state.Get("a"));
            });

        Assert.Equal(["(False, True, )", "(True, False, )"], harness.Push(new Row("k", 1), new Row("k", -1)).Records);
        Assert.Equal(0, harness.Snapshot().KeyedEntryCount);
        using var restored = Run<IMapState<string, string?>>(
            context => context.GetMapState(new MapStateDescriptor<string, string?>("map")),
            static (state, _) => state.Contains("a"),
            new() { Restore = harness.Push(new Row("k", 1)).Snapshot() });
        Assert.Equal(["True"], restored.Push(new Row("k", 1)).Records);
    }

    [Fact]
    public void Map_keys_are_compared_by_content()
    {
        using var harness = Run<IMapState<int[], int>>(
            context => context.GetMapState(new MapStateDescriptor<int[], int>("map")), static (state, record) => state.Ref([record.Value, 1])++);

        Assert.Equal(["0", "1", "0"], harness.Push(new Row("k", 5), new Row("k", 5), new Row("k", 6)).Records);
    }

    [Fact]
    public void List_state_is_replaced_from_itself()
    {
        using var harness = Run<IListState<int>>(
            context => context.GetListState(new ListStateDescriptor<int>("list")),
            static (state, record) =>
            {
                state.Add(record.Value);
                var elements = state.Get().ToArray();
                state.Update(elements.Reverse());
                state.AddAll([0]);
                return string.Join(' ', state.Get().ToArray());
            });

        Assert.Equal(["1 0", "2 0 1 0"], harness.Push(new Row("k", 1), new Row("k", 2)).Records);
    }

    private static OperatorHarness<Row, string> Run<TState>(
        Func<RuntimeContext, TState> open, Func<TState, Row, object?> use, HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<Row> stream) => stream.KeyBy(row => row.Key).Process(new WithState<TState>(open, use)), options);

    public readonly record struct Row(string Key, int Value);

    public sealed class Box
    {
        public int Number { get; set; }
    }

    private sealed class CountingTagged : KeyedProcessFunction<Tagged, int, int>
    {
        public override void Open(RuntimeContext context) => context.GetState(new ValueStateDescriptor<int>("count"));

        public override void ProcessElement(in int record, Context context, Collector<int> output) => output.Collect(record);
    }

    private sealed class Tagged(int key) : IStableKey<Tagged>
    {
        public object Tag { get; } = key;

        public ulong StableHashCode() => StableHash.Of((long)(int)Tag);

        public bool Equals(Tagged? other) => other is not null && Tag.Equals(other.Tag);

        public override bool Equals(object? obj) => Equals(obj as Tagged);

        public override int GetHashCode() => Tag.GetHashCode();
    }

    private sealed class WithState<TState>(Func<RuntimeContext, TState> open, Func<TState, Row, object?> use) : KeyedProcessFunction<string, Row, string>
    {
        private TState? _state;

        public override void Open(RuntimeContext context) => _state = open(context);

        public override void ProcessElement(in Row record, Context context, Collector<string> output) => output.Collect($"{use(_state!, record)}");
    }

    private sealed class ByNumber : KeyedProcessFunction<int, Row, int>
    {
        public override void Open(RuntimeContext context) => context.GetState(new ValueStateDescriptor<int>("sum"));

        public override void ProcessElement(in Row record, Context context, Collector<int> output)
        {
        }
    }

    private sealed class Counting : IMapFunction<int, long>, IRichFunction
    {
        private IValueState<long>? _count;

        public void Open(RuntimeContext context) => _count = context.GetState(new ValueStateDescriptor<long>("count"));

        public long Map(in int record) => ++_count!.Ref();

        public void Close()
        {
        }
    }

    private struct FirstOnly : IFilterFunction<int>, IRichFunction
    {
        private IValueState<bool> _seen;

        public void Open(RuntimeContext context) => _seen = context.GetState(new ValueStateDescriptor<bool>("seen"));

        public readonly bool Filter(in int record)
        {
            ref var seen = ref _seen.Ref();
            return !seen && (seen = true);
        }

        public readonly void Close()
        {
        }
    }

    private sealed class PlainProcess : ProcessFunction<int, long>
    {
        private IValueState<long>? _count;

        public override void Open(RuntimeContext context) => _count = context.GetState(new ValueStateDescriptor<long>("count"));

        public override void ProcessElement(in int record, Context context, Collector<long> output) => output.Collect(++_count!.Ref());
    }

    private sealed class KeyedCounting : KeyedProcessFunction<int, int, int>
    {
        public override void ProcessElement(in int record, Context context, Collector<int> output) => output.Collect(context.CurrentKey);
    }
}
