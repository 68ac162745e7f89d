using System.Runtime.CompilerServices;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State.Keyed;

/// <summary>What one keyed state holds, found by the current key. The only place where keyed state meets its table.</summary>
/// <param name="current">The current key of the operator.</param>
/// <param name="entries">The table.</param>
/// <param name="types">The types of the state as they are now.</param>
/// <param name="formatOf">Says how values are written where the types are written so.</param>
/// <param name="expiry">Removes what has expired; null where nothing does.</param>
internal sealed class StateTable<TKey, TValue, TComparer>(
    CurrentKey<TKey> current,
    KeyedTable<TKey, TValue, TComparer> entries,
    StateTypes types,
    Func<StateTypes, ValueFormat<TValue>> formatOf,
    Expiry? expiry) : StateTable<TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    // Slots looked at for one key that is to be looked at: a third to two thirds of them are taken.
    private const int SlotsPerKey = 2;

    private readonly KeyedTable<TKey, TValue, TComparer> _entries = entries;
    private readonly ValueFormat<TValue> _format = formatOf(types);
    private TablePosition _swept;

    /// <summary>The place of the current key's value for reading, or a null reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly TValue Find()
    {
        ref readonly var key = ref current.Key;
        return ref _entries.Find(in key, current.Hash);
    }

    /// <summary>The place of the current key's value for reading and writing, made if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(out bool isNew)
    {
        ref readonly var key = ref current.Key;
        return ref _entries.GetOrAdd(in key, current.Hash, out isNew);
    }

    /// <summary>Forgets the current key's value.</summary>
    public void Remove()
    {
        ref readonly var key = ref current.Key;
        _entries.Remove(in key, current.Hash);
    }

    public override void AddKeysTo(List<TKey> keys)
    {
        var addition = new Addition(keys);
        _entries.Read(ref addition);
    }

    /// <summary>Looks at the next few keys for values that a filter finds expired.</summary>
    public void Sweep<TFilter>(int keys, TFilter expired)
        where TFilter : struct, IEntryFilter<TKey, TValue> => _entries.RemoveWhere(ref _swept, keys * SlotsPerKey, ref expired);

    /// <summary>Looks at all keys for values that a filter finds expired.</summary>
    public void SweepAll<TFilter>(TFilter expired)
        where TFilter : struct, IEntryFilter<TKey, TValue> => _entries.RemoveWhere(ref expired);

    public override void Snapshot(StateWriter state, string name)
    {
        expiry?.BeforeSnapshot();
        _entries.Snapshot(state, name, _format);
    }

    public override void Restore(IEnumerable<(int KeyGroup, byte[] Entry)> stored, StateTypes types)
    {
        var reader = new EntryReader<TKey, TValue>(Serializers.For<TKey>(), formatOf(types));
        foreach (var (_, entry) in stored)
        {
            _entries.Restore(entry, reader);
        }
    }

    private readonly struct Addition(List<TKey> keys) : IEntryVisitor<TKey, TValue>
    {
        public void Visit(in TKey key, ulong hash, ref TValue value) => keys.Add(key);
    }
}
