using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Tables;

/// <summary>The table for keys and values without references: entries in native pages.</summary>
/// <remarks>References to values stay valid until a key is added or removed, or the table is frozen.</remarks>
internal sealed unsafe class NativeTable<TKey, TValue, TComparer>(PagePool pool, int maxParallelism, KeyGroupRange groups)
    : PagedSlots(pool, maxParallelism, groups, SlotLayout<TKey, TValue>.Stride, SlotLayout<TKey, TValue>.Slots)
    where TComparer : struct, IKeyComparer<TKey>
{
    /// <summary>Begins to fetch the slot where a key with this hash would be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Probe Prefetch(ulong hash)
    {
        hash = Occupied(hash);
        var mixed = Mix(hash);
        var page = EntryAt(PlaceOf(hash, mixed));
        var slot = SlotOf(page & ~Flags, HomeOf(mixed));
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(slot);
            if (SlotLayout<TKey, TValue>.Stride > SlotLayout.CacheLine)
            {
                Sse.Prefetch0((byte*)slot + SlotLayout.CacheLine);
            }
        }

        return new Probe(hash, (page & Flags) == 0 ? (nint)slot : 0, Version);
    }

    /// <summary>As the other overload; mostly without looking into the directory, whose lines the prefetched slots may have displaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(scoped in TKey key, scoped in Probe probe, out bool isNew)
    {
        if (probe.Version == Version && probe.Slot != 0)
        {
            ref var slot = ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)probe.Slot);
            if (slot.Hash == probe.Hash && default(TComparer).Equals(in slot.Key, in key))
            {
                isNew = false;
                return ref slot.Value;
            }
        }

        return ref GetOrAdd(in key, probe.Hash, out isNew);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(scoped in TKey key, ulong hash, out bool isNew)
    {
        hash = Occupied(hash);
        var mixed = Mix(hash);
        var page = EntryAt(PlaceOf(hash, mixed));
        if ((page & Flags) == 0)
        {
            for (var index = HomeOf(mixed); ; index = After(index))
            {
                ref var slot = ref Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index));
                if (slot.Hash == hash && default(TComparer).Equals(in slot.Key, in key))
                {
                    isNew = false;
                    return ref slot.Value;
                }

                if (slot.Hash == 0)
                {
                    break;
                }
            }
        }

        return ref FindOrAdd(in key, hash, mixed, out isNew);
    }

    /// <summary>Copies the value of a key.</summary>
    public bool TryGet(in TKey key, ulong hash, out TValue value)
    {
        hash = Occupied(hash);
        var mixed = Mix(hash);
        for (var page = EntryAt(PlaceOf(hash, mixed)) & ~Flags; page != 0; page = PagePool.Header(page).Next)
        {
            if (Find(page, in key, hash, mixed) is var index && index >= 0)
            {
                value = Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index)).Value;
                return true;
            }
        }

        value = default!;
        return false;
    }

    public bool Remove(in TKey key, ulong hash)
    {
        hash = Occupied(hash);
        var mixed = Mix(hash);
        if (!TryGet(in key, hash, out _))
        {
            return false;
        }

        for (var page = Writable(PlaceOf(hash, mixed)); page != 0; page = PagePool.Header(page).Next)
        {
            if (Find(page, in key, hash, mixed) is var index && index >= 0)
            {
                RemoveAt(page, index);
                return true;
            }
        }

        return false;
    }

    public void ForEach<TVisitor>(ref TVisitor visitor, bool forChange)
        where TVisitor : struct, IEntryVisitor<TKey, TValue>
    {
        var cursor = default(Cursor);
        for (nint page; (page = NextPage(ref cursor, forChange)) != 0;)
        {
            var left = PagePool.Header(page).Count;
            for (var slot = (byte*)SlotOf(page, 0); left > 0; slot += SlotLayout<TKey, TValue>.Stride)
            {
                ref var entry = ref Unsafe.AsRef<Slot<TKey, TValue>>(slot);
                if (entry.Hash != 0)
                {
                    left--;
                    visitor.Visit(in entry.Key, entry.Hash, ref entry.Value);
                }
            }
        }
    }

    public void RemoveWhere<TFilter>(ref TFilter filter)
        where TFilter : struct, IEntryFilter<TKey, TValue>
    {
        var cursor = default(Cursor);
        for (nint page; (page = NextPage(ref cursor, forChange: true)) != 0;)
        {
            // From behind a free slot on, so that nothing that was looked at moves to where it would be looked at again.
            var index = FirstFree(page);
            var left = PagePool.Header(page).Count;
            for (index = After(index); left > 0; left--)
            {
                while (Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index)).Hash == 0)
                {
                    index = After(index);
                }

                ref var slot = ref Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index));
                if (filter.Removes(in slot.Key, ref slot.Value))
                {
                    RemoveAt(page, index);
                }
                else
                {
                    index = After(index);
                }
            }
        }
    }

    /// <summary>The entries as they are now, to be written later.</summary>
    public FrozenTable<TKey, TValue> Freeze(string name) => new(FreezePages(), name, MaxParallelism);

    // Zero marks a free slot. Both hashes have the same upper half, and so the same key group.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Occupied(ulong hash) => hash == 0 ? 1 : hash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HomeOf(ulong mixed) => (int)((uint)mixed * (ulong)(uint)SlotLayout<TKey, TValue>.Slots >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int After(int index) => index + 1 == SlotLayout<TKey, TValue>.Slots ? 0 : index + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* SlotOf(nint page, int index) => (void*)(page + PageHeader.Bytes + (nint)index * SlotLayout<TKey, TValue>.Stride);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue FindOrAdd(scoped in TKey key, ulong hash, ulong mixed, out bool isNew)
    {
        var place = PlaceOf(hash, mixed);
        for (var page = Writable(place); page != 0; page = PagePool.Header(page).Next)
        {
            if (Find(page, in key, hash, mixed) is var index && index >= 0)
            {
                isNew = false;
                return ref Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index)).Value;
            }
        }

        if (!Owns(hash))
        {
            throw KeyOutsideOfGroups.Of(hash, MaxParallelism);
        }

        isNew = true;
        return ref Add(in key, hash, mixed);
    }

    private ref TValue Add(scoped in TKey key, ulong hash, ulong mixed)
    {
        var place = PlaceOf(hash, mixed);
        nint page;
        while ((page = WithRoom(Writable(place))) == 0)
        {
            MakeRoom(place);
        }

        ref var slot = ref Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, ~Find(page, in key, hash, mixed)));
        slot.Hash = hash;
        slot.Key = key;
        PagePool.Header(page).Count++;
        Count++;
        return ref slot.Value;
    }

    /// <summary>The slot of a key in a page, or the complement of the free slot where its search ended.</summary>
    private static int Find(nint page, scoped in TKey key, ulong hash, ulong mixed)
    {
        for (var index = HomeOf(mixed); ; index = After(index))
        {
            ref var slot = ref Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index));
            if (slot.Hash == hash && default(TComparer).Equals(in slot.Key, in key))
            {
                return index;
            }

            if (slot.Hash == 0)
            {
                return ~index;
            }
        }
    }

    private static int FirstFree(nint page)
    {
        var index = 0;
        while (Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index)).Hash != 0)
        {
            index++;
        }

        return index;
    }
}
