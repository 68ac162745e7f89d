using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State;

namespace Flink.Streaming.Operators;

/// <summary>An operator that keeps one value for each key, in a table that is its state.</summary>
/// <param name="selector">Gives the key of a record.</param>
internal abstract class KeyedOperator<TIn, TOut, TKey, TValue, TSelector, TComparer>(TSelector selector) : OneInputOperator<TIn, TOut>
    where TSelector : struct, IKeySelector<TIn, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private const string StateName = "keyed";

    protected KeyedTable<TKey, TValue, TComparer> Table { get; } = new();

    public override void Snapshot(StateWriter state) => Table.Snapshot(state, StateName, Context.MaxParallelism);

    public override void Restore(StateReader state) => Table.Restore(state, StateName);

    /// <summary>The place of the value of a record's key.</summary>
    protected ref TValue Find(in TIn record, out bool isNew)
    {
        var key = selector.GetKey(in record);
        if (NullKey.Is(in key))
        {
            throw NullKey.Of(Context.TaskName, typeof(TIn));
        }

        return ref Table.GetOrAdd(in key, default(TComparer).Hash(in key), out isNew);
    }
}
