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
/// Records are looked up in groups: <see cref="Begin"/> takes the keys of a group and has their places fetched into the cache,
/// then <see cref="Find"/> gives one place after the other.
/// </remarks>
internal abstract class KeyedOperator<TIn, TOut, TKey, TValue, TSelector, TComparer>(TSelector selector) : OneInputOperator<TIn, TOut>
    where TSelector : struct, IKeySelector<TIn, TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    private const string StateName = "keyed";

    /// <summary>Records of a group: enough to hide the latency of memory, and few enough to stay in the first-level cache.</summary>
    private const int GroupSize = 32;

    private readonly TKey[] _keys = new TKey[GroupSize];
    private readonly Probe[] _probes = new Probe[GroupSize];
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

    /// <summary>Takes the keys of the next records, as many as make a group.</summary>
    /// <returns>The group: the first of the records.</returns>
    protected Span<TIn> Begin(Span<TIn> records)
    {
        var group = records[..Math.Min(records.Length, GroupSize)];
        for (var i = 0; i < group.Length; i++)
        {
            ref var key = ref _keys[i];
            key = selector.GetKey(in group[i]);
            if (NullKey.Is(in key))
            {
                throw NullKey.Of(Context.TaskName, typeof(TIn));
            }

            _probes[i] = Table.Aim(default(TComparer).Hash(in key));
        }

        Table.Prefetch(_probes.AsSpan(0, group.Length));

        return group;
    }

    /// <summary>The place of the value of a record's key.</summary>
    /// <param name="index">Of the record in its group.</param>
    /// <param name="isNew">True when the key had no value.</param>
    protected ref TValue Find(int index, out bool isNew) => ref Table.GetOrAdd(in _keys[index], in _probes[index], out isNew);
}
