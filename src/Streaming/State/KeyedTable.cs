using System.Runtime.CompilerServices;
using Flink.Core;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.State;

/// <summary>A hash table from keys to values that knows key groups: the state of a keyed operator, or a slice of a window.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">What is kept for each key.</typeparam>
/// <typeparam name="TComparer">Equality and hash of the keys.</typeparam>
/// <remarks>
/// <para>Keys and values without references lie in native pages (<see cref="NativeTable{TKey, TValue, TComparer}"/>): growing never
/// rehashes more than a page, and a snapshot is written while the table changes. Others, and entries of more than 5 KB, lie in a
/// managed array (<see cref="ManagedTable{TKey, TValue, TComparer}"/>): growing rehashes everything, and a snapshot is written at
/// once, while the task stands still. Which it is follows from the types, so that the choice costs nothing.</para>
/// <para>Used on the task's thread. A table cannot be used once its pool is disposed.</para>
/// </remarks>
internal sealed class KeyedTable<TKey, TValue, TComparer>
    where TComparer : struct, IKeyComparer<TKey>
{
    private readonly NativeTable<TKey, TValue, TComparer> _native;
    private readonly ManagedTable<TKey, TValue, TComparer> _managed;

    /// <summary>An empty table.</summary>
    /// <param name="pool">Where its pages come from; shared by the tables of an operator.</param>
    /// <param name="maxParallelism">Key groups of the operator.</param>
    /// <param name="groups">Those of them whose keys may occur.</param>
    public KeyedTable(PagePool pool, int maxParallelism, KeyGroupRange groups)
    {
        // Only one exists; the other is never touched.
        _native = IsNative ? new NativeTable<TKey, TValue, TComparer>(pool, maxParallelism, groups) : null!;
        _managed = IsNative ? null! : new ManagedTable<TKey, TValue, TComparer>(maxParallelism, groups);
    }

    /// <summary>Whether entries lie in native pages.</summary>
    public static bool IsNative
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SlotLayout<TKey, TValue>.IsNative;
    }

    /// <summary>Keys in the table.</summary>
    public long Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsNative ? _native.Count : _managed.Count;
    }

    /// <summary>Native pages of the table.</summary>
    public int PageCount => IsNative ? _native.PageCount : 0;

    /// <summary>
    /// Begins a look-up: fetches what leads to the place of a key. Pays with some 16 keys aimed at ahead of the one that is prefetched, and as many
    /// prefetched ahead of the one that is looked up; more would push each other out of the cache. In turns, key by key: a processor waits for few lines of
    /// memory at once, so that a group of keys that is prefetched in one go makes it stand still, with nothing else to do meanwhile.
    /// </summary>
    /// <returns>For <see cref="Prefetch"/> and <see cref="GetOrAdd(in TKey, in Probe, out bool)"/>, whatever happens to the table until then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Probe Aim(ulong hash) => IsNative ? _native.Aim(hash) : _managed.Aim(hash);

    /// <summary>Begins to fetch the place of a key that was aimed at.</summary>
    /// <param name="probe">What <see cref="Aim"/> of this table gave; takes what was found out.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ref Probe probe)
    {
        // The managed table has nothing that leads to its slots: it fetches them at once.
        if (IsNative)
        {
            _native.Prefetch(ref probe);
        }
    }

    /// <summary>The place of a key's value, made if there is none.</summary>
    /// <param name="key">Not null; copied and compacted when it is new.</param>
    /// <param name="hash">The comparer's hash of the key.</param>
    /// <param name="isNew">True when the place was made: it holds the default value.</param>
    /// <returns>Valid until a key is added or removed, or a snapshot is taken.</returns>
    /// <exception cref="FlinkException">
    /// The key belongs to a key group that is not the table's, or the bound of managed memory is reached.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(scoped in TKey key, ulong hash, out bool isNew)
    {
        if (IsNative)
        {
            return ref _native.GetOrAdd(in key, hash, out isNew);
        }

        return ref _managed.GetOrAdd(in key, hash, out isNew);
    }

    /// <summary>As <see cref="GetOrAdd(in TKey, ulong, out bool)"/>, with what was prefetched.</summary>
    /// <param name="key">Not null; copied and compacted when it is new.</param>
    /// <param name="probe">What <see cref="Aim"/> of this table gave for the key's hash, best after <see cref="Prefetch"/>.</param>
    /// <param name="isNew">True when the place was made: it holds the default value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(scoped in TKey key, scoped in Probe probe, out bool isNew)
    {
        if (IsNative)
        {
            return ref _native.GetOrAdd(in key, in probe, out isNew);
        }

        return ref _managed.GetOrAdd(in key, probe.Hash, out isNew);
    }

    /// <summary>
    /// The place of a key's value for reading, or a null reference. To change the value, take the place with
    /// <see cref="GetOrAdd(in TKey, ulong, out bool)"/>: only that keeps what a snapshot still has to write.
    /// </summary>
    /// <param name="key">Not null.</param>
    /// <param name="hash">The comparer's hash of the key.</param>
    /// <returns>Valid until a key is added or removed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly TValue Find(scoped in TKey key, ulong hash)
    {
        if (IsNative)
        {
            return ref _native.Find(in key, hash);
        }

        return ref _managed.Find(in key, hash);
    }

    /// <summary>Removes a key.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(in TKey key, ulong hash) => IsNative ? _native.Remove(in key, hash) : _managed.Remove(in key, hash);

    /// <summary>Shows every entry to a visitor that changes nothing. Entries come by ascending key group where they lie in pages.</summary>
    public void Read<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TValue>
    {
        if (IsNative)
        {
            _native.ForEach(ref visitor, forChange: false);
        }
        else
        {
            _managed.ForEach(ref visitor);
        }
    }

    /// <summary>Shows every entry to a visitor that may change the values.</summary>
    public void Update<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TValue>
    {
        if (IsNative)
        {
            _native.ForEach(ref visitor, forChange: true);
        }
        else
        {
            _managed.ForEach(ref visitor);
        }
    }

    /// <summary>Removes what a filter says. Each entry is looked at once.</summary>
    public void RemoveWhere<TFilter>(ref TFilter filter)
        where TFilter : struct, IEntryFilter<TKey, TValue>
    {
        if (IsNative)
        {
            _native.RemoveWhere(ref filter);
        }
        else
        {
            _managed.RemoveWhere(ref filter);
        }
    }

    /// <summary>
    /// As <see cref="RemoveWhere{TFilter}(ref TFilter)"/>, a few slots at a time, round and round the table. What moves while the
    /// table grows may be looked at twice in a round, or only in the next one.
    /// </summary>
    /// <param name="position">Where to begin, and then where to go on; the default for the start.</param>
    /// <param name="slots">Slots to look at, free ones too; at most all of them.</param>
    /// <param name="filter">Says what goes.</param>
    public void RemoveWhere<TFilter>(ref TablePosition position, int slots, ref TFilter filter)
        where TFilter : struct, IEntryFilter<TKey, TValue>
    {
        if (IsNative)
        {
            _native.RemoveWhere(ref position, slots, ref filter);
        }
        else
        {
            _managed.RemoveWhere(ref position, slots, ref filter);
        }
    }

    /// <summary>Forgets everything and keeps the room, for as many keys again.</summary>
    public void Clear()
    {
        if (IsNative)
        {
            _native.Clear();
        }
        else
        {
            _managed.Clear();
        }
    }

    /// <summary>Forgets everything and gives the room back: to the pool, or to the garbage collector. The table can be used again.</summary>
    public void Release()
    {
        if (IsNative)
        {
            _native.Release();
        }
        else
        {
            _managed.Release();
        }
    }

    /// <summary>Writes the entries as they are now, one keyed entry for each key group that has keys; native ones are written later.</summary>
    /// <param name="state">Where to.</param>
    /// <param name="name">The state's name.</param>
    /// <exception cref="UnsupportedTypeException">Keys or values cannot be serialized.</exception>
    public void Snapshot(StateWriter state, string name)
    {
        // On the task's thread, so that a type that cannot be written fails the task and not its writer.
        StateSchemas.WriteKeyed<TKey, TValue>(state, name);
        Snapshot(state, name, new PlainFormat<TValue>(Serializers.For<TValue>()));
    }

    /// <summary>As <see cref="Snapshot(StateWriter, string)"/>, where the caller writes the schema.</summary>
    /// <param name="state">Where to.</param>
    /// <param name="name">The state's name.</param>
    /// <param name="values">How values are written, perhaps on another thread.</param>
    public void Snapshot(StateWriter state, string name, ValueFormat<TValue> values)
    {
        if (IsNative)
        {
            state.WriteLater(_native.Freeze(name, values));
        }
        else
        {
            _managed.Write(state, name, values);
        }
    }

    /// <summary>The entries of native pages as they are now, to be written later.</summary>
    /// <param name="name">The state's name.</param>
    /// <param name="values">How values are written, on another thread.</param>
    public FrozenTable<TKey, TValue> Freeze(string name, ValueFormat<TValue> values) => _native.Freeze(name, values);

    /// <summary>Adds what <see cref="Snapshot(StateWriter, string)"/> wrote for this subtask's key groups, perhaps in an older version of the program.</summary>
    /// <exception cref="IncompatibleSchemaException">Keys have changed, or values in a way that cannot be read.</exception>
    /// <exception cref="CorruptDataException">The entries do not hold such keys and values.</exception>
    public void Restore(StateReader state, string name)
    {
        var (keys, values) = StateSchemas.ReadKeyed<TKey, TValue>(state, name);
        var entries = new EntryReader<TKey, TValue>(keys, new PlainFormat<TValue>(values));
        foreach (var (_, entry) in state.KeyedEntries(name))
        {
            Restore(entry.Span, entries);
        }
    }

    /// <summary>Adds what was written for one key group.</summary>
    /// <param name="entry">What was written.</param>
    /// <param name="entries">Reads it.</param>
    /// <exception cref="CorruptDataException">The entry does not hold such keys and values.</exception>
    public void Restore(ReadOnlySpan<byte> entry, EntryReader<TKey, TValue> entries)
    {
        var reader = new RecordReader(entry);
        while (entries.Read(ref reader))
        {
            var values = entries.Values;
            for (var i = 0; i < values.Length; i++)
            {
                Kept<TValue>.Compact(ref values[i]);
                ref readonly var key = ref entries.Keys[i];
                GetOrAdd(in key, default(TComparer).Hash(in key), out _) = values[i];
            }
        }
    }
}
