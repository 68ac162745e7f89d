using System.Diagnostics;
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
    /// <summary>Begins to fetch the entry of the directory that leads to the page of a key with this hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Probe Aim(ulong hash)
    {
        hash = Occupied(hash);
        var mixed = Mix(hash);
        var place = PlaceOf(hash, mixed);
        PrefetchEntry(place);
        return new Probe(hash, (nint)place, ~HomeOf(mixed));
    }

    /// <summary>Begins to fetch the slots where a key that was aimed at would be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ref Probe probe)
    {
        Debug.Assert(probe.Version < 0, "A probe is prefetched once.");
        var page = EntryAt((ulong)probe.Target);
        var slot = SlotOf(page & ~Flags, ~probe.Version);
        if (Sse.IsSupported)
        {
            // The second line too: it holds the rest of a large slot, or the slots where the search of one key in four goes on.
            Sse.Prefetch0(slot);
            Sse.Prefetch0((byte*)slot + SlotLayout.CacheLine);
        }

        probe = new Probe(probe.Hash, (page & Flags) == 0 ? (nint)slot : 0, Version);
    }

    /// <summary>As the other overload; mostly without looking into the directory, whose lines the prefetched slots may have displaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(scoped in TKey key, scoped in Probe probe, out bool isNew)
    {
        if (probe.Version == Version && probe.Target != 0)
        {
            for (var at = probe.Target; ; at += SlotLayout<TKey, TValue>.Stride)
            {
                ref var slot = ref Unsafe.AsRef<Slot<TKey, TValue>>((void*)at);
                if (slot.Hash == probe.Hash && default(TComparer).Equals(in slot.Key, in key))
                {
                    isNew = false;
                    return ref slot.Value;
                }

                if (slot.Hash == 0)
                {
                    return ref AddAt(ref slot, in key, probe.Hash, out isNew);
                }

                if (IsLast(at))
                {
                    break;
                }
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
                    return ref AddAt(ref slot, in key, hash, out isNew);
                }
            }
        }

        return ref FindOrAdd(in key, hash, mixed, out isNew);
    }

    /// <summary>The place of a key's value for reading, or a null reference. Copies no page.</summary>
    public ref readonly TValue Find(scoped in TKey key, ulong hash)
    {
        hash = Occupied(hash);
        var mixed = Mix(hash);
        var entry = EntryAt(PlaceOf(hash, mixed));
        for (var page = entry & ~Flags; page != 0; page = (entry & Chained) == 0 ? 0 : PagePool.Header(page).Next)
        {
            if (IndexOf(page, in key, hash, mixed) is var index && index >= 0)
            {
                return ref Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index)).Value;
            }
        }

        return ref Unsafe.NullRef<TValue>();
    }

    public bool Remove(in TKey key, ulong hash)
    {
        hash = Occupied(hash);
        if (Unsafe.IsNullRef(in Find(in key, hash)))
        {
            return false;
        }

        var mixed = Mix(hash);
        for (var page = Writable(PlaceOf(hash, mixed)); page != 0; page = PagePool.Header(page).Next)
        {
            if (IndexOf(page, in key, hash, mixed) is var index && index >= 0)
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
        for (nint page; (page = NextPage(ref cursor, forChange: false)) != 0;)
        {
            // From behind a free slot on, so that nothing that was looked at moves to where it would be looked at again.
            var index = FirstFree(page);
            var left = PagePool.Header(page).Count;
            for (index = After(index); left > 0; left--)
            {
                while (SlotAt(page, index).Hash == 0)
                {
                    index = After(index);
                }

                if (!RemoveIf(ref filter, page, index))
                {
                    index = After(index);
                }
            }
        }
    }

    public void RemoveWhere<TFilter>(ref TablePosition position, int slots, ref TFilter filter)
        where TFilter : struct, IEntryFilter<TKey, TValue>
    {
        var perPage = SlotLayout<TKey, TValue>.Slots;
        var left = (int)Math.Min(slots, (long)PageCount * perPage);
        while (left > 0)
        {
            var page = PageAt(ref position);
            var first = position.Slot % perPage;
            var count = Math.Min(left, perPage - first);
            for (var index = first; index < first + count; index++)
            {
                // What follows moves into a slot that is freed, so the slot is looked at again.
                while (SlotAt(page, index).Hash != 0 && RemoveIf(ref filter, page, index))
                {
                }
            }

            position.Slot += count;
            left -= count;
        }
    }

    /// <summary>The entries as they are now, to be written later.</summary>
    public FrozenTable<TKey, TValue> Freeze(string name, ValueFormat<TValue> values) => new(FreezePages(), name, MaxParallelism, values);

    // Zero marks a free slot. Both hashes have the same upper half, and so the same key group.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Occupied(ulong hash) => hash == 0 ? 1 : hash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HomeOf(ulong mixed) => (int)((uint)mixed * (ulong)(uint)SlotLayout<TKey, TValue>.Slots >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int After(int index) => index + 1 == SlotLayout<TKey, TValue>.Slots ? 0 : index + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void* SlotOf(nint page, int index) => (void*)(page + PageHeader.Bytes + (nint)index * SlotLayout<TKey, TValue>.Stride);

    // Whether no slot of the page follows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLast(nint slot) => (slot & (PagePool.PageBytes - 1)) > PagePool.PageBytes - 2 * SlotLayout<TKey, TValue>.Stride;

    private static ref Slot<TKey, TValue> SlotAt(nint page, int index) => ref Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, index));

    private bool RemoveIf<TFilter>(ref TFilter filter, nint page, int index)
        where TFilter : struct, IEntryFilter<TKey, TValue>
    {
        ref var slot = ref SlotAt(page, index);
        if (!filter.Removes(in slot.Key, in slot.Value))
        {
            return false;
        }

        // Only now, so that looking at pages copies none.
        _ = Writable(PlaceOf(slot.Hash, Mix(slot.Hash)));
        RemoveAt(page, index);
        return true;
    }

    // Where the search for a key ended, in a page that may be changed and has no chain: the key is not in the table.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue AddAt(ref Slot<TKey, TValue> slot, scoped in TKey key, ulong hash, out bool isNew)
    {
        ref var header = ref PagePool.Header(PagePool.PageOf((nint)Unsafe.AsPointer(ref slot)));
        if (header.Count >= Limit || !Owns(hash))
        {
            return ref FindOrAdd(in key, hash, Mix(hash), out isNew);
        }

        isNew = true;
        header.Count++;
        return ref Fill(ref slot, in key, hash);
    }

    private ref TValue Fill(ref Slot<TKey, TValue> slot, scoped in TKey key, ulong hash)
    {
        slot.Hash = hash;
        slot.Key = key;
        Count++;
        return ref slot.Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref TValue FindOrAdd(scoped in TKey key, ulong hash, ulong mixed, out bool isNew)
    {
        var place = PlaceOf(hash, mixed);
        for (var page = Writable(place); page != 0; page = PagePool.Header(page).Next)
        {
            if (IndexOf(page, in key, hash, mixed) is var index && index >= 0)
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

        ref var slot = ref Unsafe.AsRef<Slot<TKey, TValue>>(SlotOf(page, ~IndexOf(page, in key, hash, mixed)));
        PagePool.Header(page).Count++;
        return ref Fill(ref slot, in key, hash);
    }

    /// <summary>The slot of a key in a page, or the complement of the free slot where its search ended.</summary>
    private static int IndexOf(nint page, scoped in TKey key, ulong hash, ulong mixed)
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
