using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

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
        foreach (ref readonly var partial in batch.Records)
        {
            ref var reduced = ref Find(in partial, out var isNew);
            reduced = isNew ? partial.Value : _reducer.Reduce(in reduced, partial.Value);
            Kept<T>.Compact(ref reduced);
        }
    }

    public override void Finish()
    {
        var collector = new Collector<T>(Output);
        Table.ForEach((in TKey _, ref T reduced) => collector.Collect(in reduced));
        collector.Flush();
        Table.Clear();
    }

    public override void Close() => FunctionLifecycle.Close(ref _reducer);
}
