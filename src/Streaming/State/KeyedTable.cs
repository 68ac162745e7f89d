using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State;

/// <summary>A hash table from keys to values that knows key groups: the state of a keyed operator. In managed arrays; never shrinks.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">What is kept for each key.</typeparam>
/// <typeparam name="TComparer">Equality and hash of the keys.</typeparam>
/// <remarks>
/// Open addressing with linear probing; key, hash and value lie side by side. The lower half of the hash finds the slot, the
/// upper half the key group (<see cref="KeyGroups"/>). Used on the task's thread.
/// </remarks>
internal sealed class KeyedTable<TKey, TValue, TComparer>
    where TComparer : struct, IKeyComparer<TKey>
{
    private const int MinSlots = 64;

    private Slot[] _slots;
    private int _count;
    private int _limit;

    /// <summary>An empty table.</summary>
    /// <param name="expected">Keys for which no growing is needed.</param>
    public KeyedTable(int expected = 0) => Allocate(Math.Max(MinSlots, (int)BitOperations.RoundUpToPowerOf2((uint)(expected + expected / 2))));

    /// <summary>Visits an entry, whose value it may change.</summary>
    public delegate void Visitor(in TKey key, ref TValue value);

    /// <summary>Keys in the table.</summary>
    public int Count => _count;

    /// <summary>The place of a key's value, made if there is none. Valid until the next call that may add a key.</summary>
    /// <param name="key">Not null; copied and compacted when it is new.</param>
    /// <param name="hash">The comparer's hash of the key.</param>
    /// <param name="isNew">True when the place was made: it holds the default value.</param>
    public ref TValue GetOrAdd(scoped in TKey key, ulong hash, out bool isNew)
    {
        hash = Occupied(hash);
        ref var first = ref MemoryMarshal.GetArrayDataReference(_slots);
        var mask = _slots.Length - 1;
        for (var index = (int)hash & mask; ; index = (index + 1) & mask)
        {
            ref var slot = ref Unsafe.Add(ref first, index);
            if (slot.Hash == hash && default(TComparer).Equals(in slot.Key, in key))
            {
                isNew = false;
                return ref slot.Value;
            }

            if (slot.Hash == 0)
            {
                isNew = true;
                return ref Add(in key, hash, index);
            }
        }
    }

    /// <summary>The place of a key's value, or a null reference. Valid until the next call that may add or remove a key.</summary>
    /// <param name="key">Not null.</param>
    /// <param name="hash">The comparer's hash of the key.</param>
    public ref TValue Find(scoped in TKey key, ulong hash)
    {
        var index = IndexOf(in key, Occupied(hash));
        return ref index < 0 ? ref Unsafe.NullRef<TValue>() : ref _slots[index].Value;
    }

    /// <summary>Removes a key.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(scoped in TKey key, ulong hash)
    {
        var index = IndexOf(in key, Occupied(hash));
        if (index < 0)
        {
            return false;
        }

        RemoveAt(index);
        return true;
    }

    /// <summary>Looks at some slots, round and round the table, and removes the entries whose value a test matches.</summary>
    /// <param name="position">Where to begin: what the call before returned.</param>
    /// <param name="slots">Slots to look at, at most all of them.</param>
    /// <param name="test">May change the values that it does not match.</param>
    /// <returns>Where to go on.</returns>
    public int RemoveWhere<TTest>(int position, int slots, TTest test)
        where TTest : struct, IValueTest<TValue>
    {
        var mask = _slots.Length - 1;
        for (var left = Math.Min(slots, _slots.Length); left > 0; left--)
        {
            position &= mask;

            // What follows moves into a slot that is freed, so the slot is looked at again.
            while (_slots[position].Hash != 0 && test.Matches(ref _slots[position].Value))
            {
                RemoveAt(position);
            }

            position++;
        }

        return position & mask;
    }

    /// <summary>Visits every entry, in an order that depends on the keys only.</summary>
    public void ForEach(Visitor visit)
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Hash != 0)
            {
                visit(in slot.Key, ref slot.Value);
            }
        }
    }

    /// <summary>Forgets everything and keeps the room.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        _count = 0;
    }

    /// <summary>Writes one keyed entry for each key group that has keys: their number, then keys and values in turn.</summary>
    /// <param name="state">Where to.</param>
    /// <param name="name">The state's name.</param>
    /// <param name="maxParallelism">Key groups of the operator.</param>
    public void Snapshot(StateWriter state, string name, int maxParallelism)
    {
        StateSchemas.WriteKeyed<TKey, TValue>(state, name);
        Snapshot(state, name, maxParallelism, new PlainFormat<TValue>(Serializers.For<TValue>()));
    }

    /// <summary>As <see cref="Snapshot(StateWriter, string, int)"/>, where the caller writes the schema.</summary>
    /// <param name="state">Where to.</param>
    /// <param name="name">The state's name.</param>
    /// <param name="maxParallelism">Key groups of the operator.</param>
    /// <param name="values">How values are written.</param>
    public void Snapshot(StateWriter state, string name, int maxParallelism, ValueFormat<TValue> values)
    {
        var keys = Serializers.For<TKey>();
        var (order, starts) = OrderByGroup(maxParallelism);
        for (var group = 0; group < maxParallelism; group++)
        {
            var members = order.AsSpan(starts[group], starts[group + 1] - starts[group]);
            if (members.IsEmpty)
            {
                continue;
            }

            var writer = new RecordWriter(state.BeginKeyedEntry(name, group));
            writer.WriteVarint((ulong)members.Length);
            foreach (var index in members)
            {
                keys.Write(ref writer, in _slots[index].Key);
                values.Write(ref writer, in _slots[index].Value);
            }

            writer.Flush();
        }
    }

    /// <summary>Adds what <see cref="Snapshot(StateWriter, string, int)"/> wrote for this subtask's key groups, perhaps in an older version of the program.</summary>
    /// <exception cref="IncompatibleSchemaException">Keys have changed, or values in a way that cannot be read.</exception>
    public void Restore(StateReader state, string name)
    {
        var (keys, values) = StateSchemas.ReadKeyed<TKey, TValue>(state, name);
        foreach (var (_, entry) in state.KeyedEntries(name))
        {
            Restore(entry.Span, keys, new PlainFormat<TValue>(values));
        }
    }

    /// <summary>Adds what was written for one key group.</summary>
    public void Restore(ReadOnlySpan<byte> entry, Serializer<TKey> keys, ValueFormat<TValue> values)
    {
        var reader = new RecordReader(entry);
        for (var left = reader.ReadCount(keys.MinSize + values.MinSize); left > 0; left--)
        {
            keys.Read(ref reader, out var key);
            values.Read(ref reader, out var value);
            Kept<TValue>.Compact(ref value);
            GetOrAdd(in key, default(TComparer).Hash(in key), out _) = value;
        }
    }

    // Zero marks a free slot. Both hashes have the same upper half, and so the same key group.
    private static ulong Occupied(ulong hash) => hash == 0 ? 1 : hash;

    private int IndexOf(scoped in TKey key, ulong hash)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(_slots);
        var mask = _slots.Length - 1;
        for (var index = (int)hash & mask; ; index = (index + 1) & mask)
        {
            ref var slot = ref Unsafe.Add(ref first, index);
            if (slot.Hash == hash && default(TComparer).Equals(in slot.Key, in key))
            {
                return index;
            }

            if (slot.Hash == 0)
            {
                return -1;
            }
        }
    }

    // Entries that follow without a gap move up unless they already are where their hash wants them (Knuth, algorithm 6.4 R).
    private void RemoveAt(int hole)
    {
        var mask = _slots.Length - 1;
        for (var index = (hole + 1) & mask; _slots[index].Hash != 0; index = (index + 1) & mask)
        {
            var wanted = (int)_slots[index].Hash & mask;
            if (((index - wanted) & mask) >= ((index - hole) & mask))
            {
                _slots[hole] = _slots[index];
                hole = index;
            }
        }

        _slots[hole] = default;
        _count--;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(scoped in TKey key, ulong hash, int index)
    {
        if (_count == _limit)
        {
            Grow();
            index = FreeSlotOf(hash);
        }

        ref var slot = ref _slots[index];
        slot.Hash = hash;
        slot.Key = key;
        Kept<TKey>.Detach(ref slot.Key);
        _count++;
        return ref slot.Value;
    }

    private void Grow()
    {
        var old = _slots;
        Allocate(checked(old.Length * 2));
        foreach (ref var slot in old.AsSpan())
        {
            if (slot.Hash != 0)
            {
                _slots[FreeSlotOf(slot.Hash)] = slot;
            }
        }
    }

    private int FreeSlotOf(ulong hash)
    {
        var mask = _slots.Length - 1;
        var index = (int)hash & mask;
        while (_slots[index].Hash != 0)
        {
            index = (index + 1) & mask;
        }

        return index;
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_slots))]
    private void Allocate(int slots)
    {
        _slots = new Slot[slots];
        _limit = slots - slots / 3;
    }

    private (int[] Order, int[] Starts) OrderByGroup(int maxParallelism)
    {
        var starts = new int[maxParallelism + 1];
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Hash != 0)
            {
                starts[KeyGroups.Of(slot.Hash, maxParallelism) + 1]++;
            }
        }

        for (var group = 0; group < maxParallelism; group++)
        {
            starts[group + 1] += starts[group];
        }

        var order = new int[_count];
        var next = starts.AsSpan(0, maxParallelism).ToArray();
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Hash != 0)
            {
                order[next[KeyGroups.Of(_slots[i].Hash, maxParallelism)]++] = i;
            }
        }

        return (order, starts);
    }

    private struct Slot
    {
        public ulong Hash;
        public TKey Key;
        public TValue Value;
    }
}
