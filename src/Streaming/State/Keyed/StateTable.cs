using System.Runtime.CompilerServices;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Keyed;

/// <summary>What one keyed state holds, found by the current key. The only place where keyed state meets its table.</summary>
/// <param name="current">The current key of the operator.</param>
/// <param name="types">The types of the state as they are now.</param>
/// <param name="formatOf">Says how values are written where the types are written so.</param>
/// <param name="expiry">Removes what has expired; null where nothing does.</param>
internal sealed class StateTable<TKey, TValue, TComparer>(
    CurrentKey<TKey> current, StateTypes types, Func<StateTypes, ValueFormat<TValue>> formatOf, Expiry? expiry) : StateTable<TKey>
    where TComparer : struct, IKeyComparer<TKey>
{
    // Slots looked at for one key that is to be looked at: a third to two thirds of them are taken.
    private const int SlotsPerKey = 2;

    private readonly KeyedTable<TKey, TValue, TComparer> _entries = new();
    private readonly ValueFormat<TValue> _format = formatOf(types);
    private int _swept;

    /// <summary>The place of the current key's value, or a null reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue Find()
    {
        ref readonly var key = ref current.Key;
        return ref _entries.Find(in key, current.Hash);
    }

    /// <summary>The place of the current key's value, made if there is none.</summary>
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

    public override void AddKeysTo(List<TKey> keys) => _entries.ForEach((in TKey key, ref TValue _) => keys.Add(key));

    /// <summary>Looks at the next few keys for values that a test finds expired.</summary>
    public void Sweep<TTest>(int keys, TTest test)
        where TTest : struct, IValueTest<TValue> => _swept = _entries.RemoveWhere(_swept, keys * SlotsPerKey, test);

    /// <summary>Looks at all keys for values that a test finds expired.</summary>
    public void SweepAll<TTest>(TTest test)
        where TTest : struct, IValueTest<TValue> => _entries.RemoveWhere(0, int.MaxValue, test);

    public override void Snapshot(StateWriter state, string name, int maxParallelism)
    {
        expiry?.BeforeSnapshot();
        _entries.Snapshot(state, name, maxParallelism, _format);
    }

    public override void Restore(IEnumerable<(int KeyGroup, byte[] Entry)> entries, StateTypes types)
    {
        var format = formatOf(types);
        foreach (var (_, entry) in entries)
        {
            _entries.Restore(entry, Serializers.For<TKey>(), format);
        }
    }
}
