using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;
using Flink.Core.State;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>Aggregates all records of a subtask of a bounded stream; one result when the input has ended, none when there was no record.</summary>
internal sealed class AggregateOperator<T, TAccumulator, TOut, TAggregate>(TAggregate aggregate) : OneInputOperator<T, TOut>
    where TAggregate : struct, IAggregateFunction<T, TAccumulator, TOut>
{
    private const string StateName = "accumulator";

    private TAggregate _aggregate = aggregate;
    private List<TAccumulator> _restored = [];
    private TAccumulator _accumulator = default!;
    private bool _hasRecords;

    public override void Restore(StateReader state) => _restored = EntryList.Read<TAccumulator>(state, StateName);

    public override void Open()
    {
        FunctionLifecycle.Open(ref _aggregate, Context);
        _accumulator = _aggregate.CreateAccumulator();
        foreach (var other in _restored)
        {
            _aggregate.Merge(ref _accumulator, in other);
            _hasRecords = true;
        }

        _restored = [];
    }

    public override void Process(Batch<T> batch)
    {
        _hasRecords = true;
        foreach (ref readonly var record in batch.Records)
        {
            _aggregate.Add(in record, ref _accumulator);
            Kept<TAccumulator>.Compact(ref _accumulator);
        }
    }

    public override void Snapshot(StateWriter state)
    {
        if (_hasRecords)
        {
            EntryList.Write(state, StateName, new ReadOnlySpan<TAccumulator>(in _accumulator));
        }
    }

    public override void Finish()
    {
        if (_hasRecords)
        {
            var collector = new Collector<TOut>(Output);
            collector.Collect(_aggregate.GetResult(in _accumulator));
            collector.Flush();
            _hasRecords = false;
        }
    }

    public override void Close() => FunctionLifecycle.Close(ref _aggregate);
}
