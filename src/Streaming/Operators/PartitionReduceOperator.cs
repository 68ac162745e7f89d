using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Operators;

/// <summary>Reduces all records of each key of a bounded stream, from partial reductions; one result a key when the input has ended.</summary>
internal sealed class PartitionReduceOperator<T, TKey, TComparer, TReducer>(TReducer reducer)
    : KeyedOperator<Keyed<TKey, T>, T, TKey, T, KeyedSelector<TKey, T>, TComparer>(default)
    where TComparer : struct, IKeyComparer<TKey>
    where TReducer : struct, IReduceFunction<T>
{
    private TReducer _reducer = reducer;

    public override void Open() => FunctionLifecycle.Open(ref _reducer, Context);

    public override void Process(Batch<Keyed<TKey, T>> batch)
    {
        var records = batch.Records;
        var values = Values;
        values.Begin(records);
        for (var i = 0; i < records.Length; i++)
        {
            ref readonly var partial = ref records[i];
            ref var reduced = ref values.Find(records, i, out var isNew);
            reduced = isNew ? partial.Value : _reducer.Reduce(in reduced, partial.Value);
            Kept<T>.Compact(ref reduced);
        }
    }

    public override void Finish()
    {
        var emission = new Emission(new Collector<T>(Output));
        Table.Read(ref emission);
        emission.Collector.Flush();
        Table.Clear();
    }

    public override void Close()
    {
        base.Close();
        FunctionLifecycle.Close(ref _reducer);
    }

    private readonly struct Emission(Collector<T> collector) : IEntryVisitor<TKey, T>
    {
        public Collector<T> Collector => collector;

        public void Visit(in TKey key, ulong hash, ref T value) => collector.Collect(in value);
    }
}
