using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;
using Flink.Core.Records;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>The rolling reduction: for each record the reduction of all records of its key so far, with the record's timestamp. Also sum, min, max, minBy, maxBy.</summary>
/// <remarks>Results overwrite the batch. What is kept is a copy of what is emitted, which the next operator may change.</remarks>
internal sealed class ReduceOperator<T, TKey, TSelector, TComparer, TReducer>(TSelector selector, TReducer reducer)
    : KeyedOperator<T, T, TKey, T, TSelector, TComparer>(selector)
    where TSelector : struct, IKeySelector<T, TKey>
    where TComparer : struct, IKeyComparer<TKey>
    where TReducer : struct, IReduceFunction<T>
{
    private TReducer _reducer = reducer;

    public override void Open() => FunctionLifecycle.Open(ref _reducer, Context);

    public override void Process(Batch<T> batch)
    {
        var records = batch.Records;
        var values = Values;
        values.Begin(records);
        for (var i = 0; i < records.Length; i++)
        {
            ref var record = ref records[i];
            ref var kept = ref values.Find(records, i, out var isNew);
            if (!isNew)
            {
                record = _reducer.Reduce(in kept, in record);
            }

            kept = record;
            Kept<T>.Detach(ref kept);
        }

        Output.Process(batch);
    }

    public override void Close()
    {
        base.Close();
        FunctionLifecycle.Close(ref _reducer);
    }
}
