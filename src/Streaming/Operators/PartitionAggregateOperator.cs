using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>Aggregates all records of each key of a bounded stream; one result a key when the input has ended.</summary>
internal sealed class PartitionAggregateOperator<T, TKey, TAccumulator, TOut, TSelector, TComparer, TAggregate>(TSelector selector, TAggregate aggregate)
    : KeyedOperator<T, TOut, TKey, TAccumulator, TSelector, TComparer>(selector)
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
    where TAggregate : struct, IAggregateFunction<T, TAccumulator, TOut>
{
    private TAggregate _aggregate = aggregate;

    public override void Open() => FunctionLifecycle.Open(ref _aggregate, Context);

    public override void Process(Batch<T> batch)
    {
        foreach (ref readonly var record in batch.Records)
        {
            ref var accumulator = ref Find(in record, out var isNew);
            if (isNew)
            {
                accumulator = _aggregate.CreateAccumulator();
            }

            _aggregate.Add(in record, ref accumulator);
            Kept<TAccumulator>.Compact(ref accumulator);
        }
    }

    public override void Finish()
    {
        var collector = new Collector<TOut>(Output);
        Table.ForEach((in TKey _, ref TAccumulator accumulator) => collector.Collect(_aggregate.GetResult(in accumulator)));
        collector.Flush();
        Table.Clear();
    }

    public override void Close() => FunctionLifecycle.Close(ref _aggregate);
}
