using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

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
        var records = batch.Records;
        var values = Values;
        values.Begin(records);
        for (var i = 0; i < records.Length; i++)
        {
            ref var accumulator = ref values.Find(records, i, out var isNew);
            if (isNew)
            {
                accumulator = _aggregate.CreateAccumulator();
            }

            _aggregate.Add(in records[i], ref accumulator);
            Kept<TAccumulator>.Compact(ref accumulator);
        }
    }

    public override void Finish()
    {
        var emission = new Emission(_aggregate, new Collector<TOut>(Output));
        Table.Read(ref emission);
        emission.Collector.Flush();
        _aggregate = emission.Aggregate;
        Table.Clear();
    }

    public override void Close()
    {
        base.Close();
        FunctionLifecycle.Close(ref _aggregate);
    }

    private struct Emission(TAggregate aggregate, Collector<TOut> collector) : IEntryVisitor<TKey, TAccumulator>
    {
        private TAggregate _aggregate = aggregate;

        public readonly TAggregate Aggregate => _aggregate;

        public readonly Collector<TOut> Collector => collector;

        public void Visit(in TKey key, ulong hash, ref TAccumulator value) => collector.Collect(_aggregate.GetResult(in value));
    }
}
