using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Tables;

/// <summary>The table for keys or values that hold references, or are too large for a page: entries in one managed array that never shrinks.</summary>
/// <remarks>
/// Open addressing with linear probing; key, hash and value lie side by side. The lower half of the hash finds the slot, the
/// upper half the key group (<see cref="KeyGroups"/>). Growing rehashes everything at once.
/// </remarks>
internal sealed class ManagedTable<TKey, TValue, TComparer>(int maxParallelism, KeyGroupRange groups)
    where TComparer : struct, IKeyComparer<TKey>
{
    private const int MinSlots = 64;

    private Slot<TKey, TValue>[] _slots = new Slot<TKey, TValue>[MinSlots];
    private int _count;
    private int _limit = LimitOf(MinSlots);

    public int Count => _count;

    /// <summary>Begins to fetch the slot where a key with this hash would be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe Probe Aim(ulong hash)
    {
        if (Sse.IsSupported)
        {
            // The array may move meanwhile: then the wrong line is fetched, and nothing else happens.
            ref var first = ref MemoryMarshal.GetArrayDataReference(_slots);
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, (int)hash & (_slots.Length - 1))));
        }

        return new Probe(hash, 0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    /// <summary>The place of a key's value, or a null reference.</summary>
    public ref readonly TValue Find(scoped in TKey key, ulong hash)
    {
        var index = IndexOf(in key, Occupied(hash));
        return ref index < 0 ? ref Unsafe.NullRef<TValue>() : ref _slots[index].Value;
    }

    public bool Remove(in TKey key, ulong hash)
    {
        var index = IndexOf(in key, Occupied(hash));
        if (index >= 0)
        {
            RemoveAt(index);
        }

        return index >= 0;
    }

    public void ForEach<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IEntryVisitor<TKey, TValue>
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.Hash != 0)
            {
                visitor.Visit(in slot.Key, slot.Hash, ref slot.Value);
            }
        }
    }

    public void RemoveWhere<TFilter>(ref TFilter filter)
        where TFilter : struct, IEntryFilter<TKey, TValue>
    {
        var mask = _slots.Length - 1;
        var index = 0;
        while (_slots[index].Hash != 0)
        {
            index++;
        }

        // From behind a free slot on, so that nothing that was looked at moves to where it would be looked at again.
        for (var left = _count; left > 0; left--)
        {
            while (_slots[index].Hash == 0)
            {
                index = (index + 1) & mask;
            }

            if (filter.Removes(in _slots[index].Key, in _slots[index].Value))
            {
                RemoveAt(index);
            }
            else
            {
                index = (index + 1) & mask;
            }
        }
    }

    public void RemoveWhere<TFilter>(ref TablePosition position, int slots, ref TFilter filter)
        where TFilter : struct, IEntryFilter<TKey, TValue>
    {
        var mask = _slots.Length - 1;
        var index = position.Slot & mask;
        for (var left = Math.Min(slots, _slots.Length); left > 0; left--)
        {
            // What follows moves into a slot that is freed, so the slot is looked at again.
            while (_slots[index].Hash != 0 && filter.Removes(in _slots[index].Key, in _slots[index].Value))
            {
                RemoveAt(index);
            }

            index = (index + 1) & mask;
        }

        position.Slot = index;
    }

    /// <summary>Forgets everything and keeps the room.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        _count = 0;
    }

    /// <summary>Forgets everything, the room too.</summary>
    public void Release()
    {
        _slots = new Slot<TKey, TValue>[MinSlots];
        (_count, _limit) = (0, LimitOf(MinSlots));
    }

    /// <summary>Writes all entries before it returns.</summary>
    public void Write(StateWriter state, string name, ValueFormat<TValue> values)
    {
        var entries = new EntryWriter<TKey, TValue>(state, name, values);
        var (order, starts) = OrderByGroup();
        for (var group = groups.Start; group < groups.End; group++)
        {
            foreach (var index in order.AsSpan(starts[group - groups.Start]..starts[group - groups.Start + 1]))
            {
                entries.Add(group, in _slots[index].Key, in _slots[index].Value);
            }
        }

        entries.End();
    }

    // Zero marks a free slot. Both hashes have the same upper half, and so the same key group.
    private static ulong Occupied(ulong hash) => hash == 0 ? 1 : hash;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue Add(scoped in TKey key, ulong hash, int index)
    {
        if (!groups.Contains(KeyGroups.Of(hash, maxParallelism)))
        {
            throw KeyOutsideOfGroups.Of(hash, maxParallelism);
        }

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
        _slots = new Slot<TKey, TValue>[checked(old.Length * 2)];
        _limit = LimitOf(_slots.Length);
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

    private int IndexOf(scoped in TKey key, ulong hash)
    {
        var mask = _slots.Length - 1;
        for (var index = (int)hash & mask; _slots[index].Hash != 0; index = (index + 1) & mask)
        {
            if (_slots[index].Hash == hash && default(TComparer).Equals(in _slots[index].Key, in key))
            {
                return index;
            }
        }

        return -1;
    }

    private void RemoveAt(int index)
    {
        var mask = _slots.Length - 1;
        var hole = index;
        for (var next = (hole + 1) & mask; _slots[next].Hash != 0; next = (next + 1) & mask)
        {
            // An entry may move back to the hole when that is not before its home.
            if (((next - (int)_slots[next].Hash) & mask) >= ((next - hole) & mask))
            {
                _slots[hole] = _slots[next];
                hole = next;
            }
        }

        _slots[hole] = default;
        _count--;
    }

    private (int[] Order, int[] Starts) OrderByGroup()
    {
        var starts = new int[groups.Count + 1];
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Hash != 0)
            {
                starts[GroupOf(slot.Hash) + 1]++;
            }
        }

        for (var group = 0; group < groups.Count; group++)
        {
            starts[group + 1] += starts[group];
        }

        var order = new int[_count];
        var next = starts.AsSpan(0, groups.Count).ToArray();
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Hash != 0)
            {
                order[next[GroupOf(_slots[i].Hash)]++] = i;
            }
        }

        return (order, starts);
    }

    private int GroupOf(ulong hash) => KeyGroups.Of(hash, maxParallelism) - groups.Start;

    private static int LimitOf(int slots) => slots - slots / 3;
}
