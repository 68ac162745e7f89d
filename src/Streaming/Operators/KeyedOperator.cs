using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.Partitioning;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Operators;

/// <summary>An operator that keeps one value for each key, in a table that is its state.</summary>
/// <param name="selector">Gives the key of a record.</param>
/// <remarks>
/// The place of a record's key is fetched into the cache while the records before it are processed: <see cref="Begin"/> looks at the first records of a batch,
/// then <see cref="Find"/>, which must be called for one record after the other, gives a place and looks ahead by one more.
/// </remarks>
internal abstract class KeyedOperator<TIn, TOut, TKey, TValue, TSelector, TComparer>(TSelector selector) : OneInputOperator<TIn, TOut>
    where TSelector : struct, IKeySelector<TIn, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private const string StateName = "keyed";

    // Records between the steps of a look-up: enough to hide the latency of memory, and few enough for what was fetched to stay in the first-level cache.
    private const int Ahead = 16;

    // More than two steps.
    private const int Places = 4 * Ahead;

    private readonly TKey[] _keys = new TKey[Places];
    private readonly Probe[] _probes = new Probe[Places];
    private TableSpace? _space;
    private KeyedTable<TKey, TValue, TComparer>? _table;

    protected KeyedTable<TKey, TValue, TComparer> Table => _table!;

    public override void Initialize(OperatorContext context)
    {
        base.Initialize(context);
        _space = new TableSpace(context);
        _table = _space.NewTable<TKey, TValue, TComparer>();
    }

    public override void Snapshot(StateWriter state) => Table.Snapshot(state, StateName);

    public override void Restore(StateReader state) => Table.Restore(state, StateName);

    public override void Close() => _space?.Dispose();

    /// <summary>Begins to look up the keys of a batch.</summary>
    protected void Begin(ReadOnlySpan<TIn> records)
    {
        for (var i = 0; i < Math.Min(2 * Ahead, records.Length); i++)
        {
            Aim(records, i);
        }

        for (var i = 0; i < Math.Min(Ahead, records.Length); i++)
        {
            Table.Prefetch(ref _probes[i]);
        }
    }

    /// <summary>The place of the value of a record's key.</summary>
    /// <param name="records">The batch that was begun; those behind the index are as they were then.</param>
    /// <param name="index">Of the record: that of the last call and one more, from 0.</param>
    /// <param name="isNew">True when the key had no value.</param>
    /// <returns>Valid until the next call.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ref TValue Find(ReadOnlySpan<TIn> records, int index, out bool isNew)
    {
        if (index + 2 * Ahead < records.Length)
        {
            Aim(records, index + 2 * Ahead);
        }

        if (index + Ahead < records.Length)
        {
            Table.Prefetch(ref _probes[(index + Ahead) % Places]);
        }

        return ref Table.GetOrAdd(in _keys[index % Places], in _probes[index % Places], out isNew);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Aim(ReadOnlySpan<TIn> records, int index)
    {
        ref var key = ref _keys[index % Places];
        key = selector.GetKey(in records[index]);
        if (NullKey.Is(in key))
        {
            throw NullKey.Of(Context.TaskName, typeof(TIn));
        }

        _probes[index % Places] = Table.Aim(default(TComparer).Hash(in key));
    }
}
