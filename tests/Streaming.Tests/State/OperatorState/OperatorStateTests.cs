using Flink.Core;
using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.State.OperatorState;

public class OperatorStateTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    public void List_is_dealt_out_evenly(int parallelismBefore, int parallelismAfter)
    {
        using var before = Buffer(new() { Parallelism = parallelismBefore });
        using var after = Buffer(new() { Parallelism = parallelismAfter, Restore = before.Push([.. Enumerable.Range(0, 12)]).Snapshot() });

        var lists = Lists(after, parallelismAfter);

        var shares = lists.GroupBy(record => record.Subtask).ToList();
        Assert.Equal(Enumerable.Range(0, 12), lists.Select(record => record.Value).Order());
        Assert.Equal(parallelismAfter, shares.Count);
        Assert.All(shares, share => Assert.Equal(12 / parallelismAfter, share.Count()));
    }

    [Fact]
    public void Union_list_gives_everything_to_everybody()
    {
        using var before = Buffer(new() { Parallelism = 2 }, isUnion: true);
        using var after = Buffer(new() { Parallelism = 3, Restore = before.Push([.. Enumerable.Range(0, 12)]).Snapshot() }, isUnion: true);

        var shares = Lists(after, 3).GroupBy(record => record.Subtask).ToList();

        Assert.Equal(3, shares.Count);
        Assert.All(shares, share => Assert.Equal(Enumerable.Range(0, 12), share.Select(record => record.Value).Order()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void List_that_nobody_asks_for_is_kept_once(bool isUnion)
    {
        using var first = Buffer(new() { Parallelism = 2 }, isUnion);
        using var second = OperatorHarness.Of(
            (DataStream<int> stream) => stream.Process(new Forgetful()), new() { Parallelism = 3, Restore = first.Push([.. Enumerable.Range(0, 12)]).Snapshot() });
        using var third = Buffer(new() { Parallelism = 1, Restore = second.Snapshot() }, isUnion);

        Assert.Equal(Enumerable.Range(0, 12), Lists(third, 1).Select(record => record.Value).Order());
    }

    [Fact]
    public void Function_is_told_whether_it_was_restored()
    {
        using var fresh = OperatorHarness.Of((DataStream<int> stream) => stream.Map(new Restored()));
        using var restored = OperatorHarness.Of((DataStream<int> stream) => stream.Map(new Restored()), new() { Restore = fresh.Push(5, 6).Snapshot() });

        Assert.Equal(["False 1", "False 2"], fresh.Records);
        Assert.Equal(["True 3"], restored.Push(7).Records);
    }

    [Fact]
    public void Sink_function_keeps_what_it_has_not_written()
    {
        List<int> written = [];
        using var shared = Shared.Of(written);
        using var before = OperatorHarness.OfSink((DataStream<int> stream) => stream.AddSink(new BufferingSink(3, shared)));
        using var after = OperatorHarness.OfSink(
            (DataStream<int> stream) => stream.AddSink(new BufferingSink(3, shared)), new() { Restore = before.Push(1, 2, 3, 4, 5).Snapshot() });
        Assert.Equal([1, 2, 3], written);

        after.Push(6);

        Assert.Equal([1, 2, 3, 4, 5, 6], written);
    }

    [Fact]
    public void Split_list_and_union_list_of_one_name_are_refused()
    {
        var error = Assert.Throws<FlinkException>(() => OperatorHarness.Of((DataStream<int> stream) => stream.Process(new Ambiguous())));

        Assert.StartsWith("State 'list' of 'Process' is registered twice: as union ListState<System.Int32> and as operator ListState<System.Int32>.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_list_does_not_become_a_union_list()
    {
        using var before = Buffer(new());
        var snapshot = before.Push(1).Snapshot();

        var error = Assert.Throws<FlinkException>(() => Buffer(new() { Restore = snapshot }, isUnion: true));

        Assert.Contains("was stored as operator ListState<System.Int32> and is now union ListState<System.Int32>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reducer_with_operator_state_is_refused() => Assert.Throws<ArgumentException>(() =>
        OperatorHarness.Of((DataStream<int> stream) => stream.KeyBy(n => n).Reduce(new StatefulReducer())));

    private static OperatorHarness<int, (int Subtask, int Value)> Buffer(HarnessOptions options, bool isUnion = false) =>
        OperatorHarness.Of((DataStream<int> stream) => stream.Process(new Buffering(isUnion)), options);

    /// <summary>Each subtask emits its list; records are dealt out in turn.</summary>
    private static IReadOnlyList<(int Subtask, int Value)> Lists(OperatorHarness<int, (int Subtask, int Value)> harness, int parallelism) =>
        harness.Push([.. Enumerable.Repeat(Buffering.Emit, parallelism)]).Records;

    private sealed class Buffering(bool isUnion) : ProcessFunction<int, (int Subtask, int Value)>, ICheckpointedFunction
    {
        public const int Emit = -1;

        private IListState<int>? _list;
        private int _subtask;

        public void InitializeState(IFunctionInitializationContext context) => _list = isUnion
            ? context.OperatorStateStore.GetUnionListState(new ListStateDescriptor<int>("list"))
            : context.OperatorStateStore.GetListState(new ListStateDescriptor<int>("list"));

        public void SnapshotState()
        {
        }

        public override void Open(RuntimeContext context) => _subtask = context.SubtaskIndex;

        public override void ProcessElement(in int record, Context context, Collector<(int Subtask, int Value)> output)
        {
            if (record != Emit)
            {
                _list!.Add(record);
                return;
            }

            foreach (var element in _list!.Get())
            {
                output.Collect((_subtask, element));
            }
        }
    }

    private sealed class Forgetful : ProcessFunction<int, int>
    {
        public override void ProcessElement(in int record, Context context, Collector<int> output)
        {
        }
    }

    private sealed class Restored : IMapFunction<int, string>, ICheckpointedFunction
    {
        private IListState<int>? _list;
        private bool _isRestored;
        private int _count;

        public void InitializeState(IFunctionInitializationContext context)
        {
            _isRestored = context.IsRestored;
            _list = context.OperatorStateStore.GetListState(new ListStateDescriptor<int>("count"));
            foreach (var count in _list.Get())
            {
                _count += count;
            }
        }

        public void SnapshotState() => _list!.Update([_count]);

        public string Map(in int record) => $"{_isRestored} {++_count}";
    }

    private sealed class BufferingSink(int threshold, Shared<List<int>> written) : ISinkFunction<int>, ICheckpointedFunction
    {
        private readonly List<int> _buffer = [];
        private IListState<int>? _checkpointed;

        public void InitializeState(IFunctionInitializationContext context)
        {
            _checkpointed = context.OperatorStateStore.GetListState(new ListStateDescriptor<int>("buffer"));
            _buffer.AddRange(_checkpointed.Get());
        }

        public void SnapshotState() => _checkpointed!.Update(_buffer);

        public void Invoke(in int record, long timestamp)
        {
            _buffer.Add(record);
            if (_buffer.Count == threshold)
            {
                written.Value.AddRange(_buffer);
                _buffer.Clear();
            }
        }
    }

    private sealed class Ambiguous : ProcessFunction<int, int>, ICheckpointedFunction
    {
        public void InitializeState(IFunctionInitializationContext context)
        {
            context.OperatorStateStore.GetListState(new ListStateDescriptor<int>("list"));
            context.OperatorStateStore.GetUnionListState(new ListStateDescriptor<int>("list"));
        }

        public void SnapshotState()
        {
        }

        public override void ProcessElement(in int record, Context context, Collector<int> output)
        {
        }
    }

    private sealed class StatefulReducer : IReduceFunction<int>, ICheckpointedFunction
    {
        public int Reduce(in int reduced, in int next) => reduced + next;

        public void InitializeState(IFunctionInitializationContext context)
        {
        }

        public void SnapshotState()
        {
        }
    }
}
