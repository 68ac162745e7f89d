using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Flink.Core.Types;

namespace Flink.Streaming.State.Tables;

/// <summary>
/// What a table in native pages does without knowing its types: a directory from the place of a key to the page that holds it,
/// pages that split when they are full, removal, and copy on write while frozen views are written.
/// </summary>
/// <remarks>
/// <para>A key's <em>place</em> is a number of 64 bits that grows with its key group and is spread evenly within the group, however
/// the hashes lie. The leading bits of the place choose the page by way of the directory, other bits the slot, from which probing
/// goes on within the page and around its end. So growing is the split of one page, or at times a copy of the directory; every
/// page is complete in itself, and pages in the order of the directory are in the order of key groups.</para>
/// <para>Where keys cannot be told apart by their places, a page is continued by others in a chain.</para>
/// <para>Entries of the directory carry flags in their low bits: a page that a frozen view may need must be kept before it is
/// changed; a page that has a chain. Both lead off the fast path. Everything here happens on the task's thread.</para>
/// </remarks>
internal abstract unsafe class PagedSlots
{
    /// <summary>In the directory: not to be changed before <see cref="Writable"/>. Also set, without address, where there is no page yet.</summary>
    protected const nint Frozen = 1;

    /// <summary>In the directory: the page is continued by others.</summary>
    protected const nint Chained = 2;

    /// <summary>All flags of the directory.</summary>
    protected const nint Flags = Frozen | Chained;

    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
    private const int MinDirectory = 16;
    private const int MostEntriesPerPage = 8;

    private readonly PagePool _pool;
    private readonly int _stride;
    private readonly int _slots;
    private readonly int _limit;
    private readonly int _maxParallelism;
    private readonly KeyGroupRange _groups;
    private readonly ulong _placesPerGroup;
    private readonly PageViews _views;

    private nint[] _directory = [Frozen, Frozen];
    private int _shift = 63;
    private int _pages;
    private int _version;

    protected PagedSlots(PagePool pool, int maxParallelism, KeyGroupRange groups, int stride, int slots)
    {
        Debug.Assert(slots >= 3, "Larger entries do not live in pages.");
        (_pool, _maxParallelism, _groups, _stride, _slots) = (pool, maxParallelism, groups, stride, slots);
        _views = new PageViews(pool);
        _limit = Math.Min(slots - 1, slots * 3 / 4);
        _placesPerGroup = (1UL << 32) / (uint)Math.Max(1, groups.Count);
    }

    /// <summary>Entries of the table.</summary>
    public long Count { get; protected set; }

    /// <summary>Pages of the table; those of frozen views do not count.</summary>
    public int PageCount => _pages;

    /// <summary>Changes when pages take the place of others, or may no longer be changed as they are.</summary>
    protected int Version
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _version;
    }

    /// <summary>Entries of a full page.</summary>
    protected int Limit => _limit;

    /// <summary>Key groups of the whole operator.</summary>
    public int MaxParallelism => _maxParallelism;

    /// <summary>Spreads a hash over 64 bits, so that neither its key group nor a weak function shows in slots and pages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ulong Mix(ulong hash)
    {
        var high = Math.BigMul(hash, Multiplier, out var low);
        return high ^ low;
    }

    /// <summary>Where a key is in the order of the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ulong PlaceOf(ulong hash, ulong mixed) =>
        (((ulong)(uint)(KeyGroups.Of(hash, _maxParallelism) - _groups.Start) << 32) | (mixed >> 32)) * _placesPerGroup;

    /// <summary>The page of a place and its flags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected nint EntryAt(ulong place) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_directory), (nint)(place >> _shift));

    /// <summary>Begins to fetch what <see cref="EntryAt"/> reads. The directory may move meanwhile: then the wrong line is fetched, and nothing else happens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void PrefetchEntry(ulong place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_directory), (nint)(place >> _shift))));
        }
    }

    /// <summary>Whether a key belongs to the key groups of this table.</summary>
    protected bool Owns(ulong hash) => _groups.Contains(KeyGroups.Of(hash, _maxParallelism));

    /// <summary>The page of a place, or the first of its chain, ready to be changed.</summary>
    protected nint Writable(ulong place)
    {
        var index = (int)(place >> _shift);
        var entry = _directory[index];
        if ((entry & Frozen) == 0)
        {
            return entry & ~Flags;
        }

        if ((entry & ~Flags) == 0)
        {
            var first = NewPage(depth: 0);
            Point(index, first);
            return first;
        }

        Keep(entry & ~Flags);
        Point(index, entry & ~Frozen);
        return entry & ~Flags;
    }

    /// <summary>The first page of a chain that has a free slot to give, or 0.</summary>
    protected nint WithRoom(nint page)
    {
        while (page != 0 && PagePool.Header(page).Count >= _limit)
        {
            page = PagePool.Header(page).Next;
        }

        return page;
    }

    /// <summary>Splits the full page of a place, or continues it where splitting is no use.</summary>
    protected void MakeRoom(ulong place)
    {
        var page = Writable(place);
        var depth = PagePool.Header(page).Depth;
        if (depth == 64 - _shift)
        {
            if (_directory.Length >= Math.Max(MinDirectory, MostEntriesPerPage * _pages))
            {
                Append(page, NewPage(depth));
                Point((int)(place >> _shift), page | Chained);
                return;
            }

            Double();
        }

        Split((int)(place >> _shift), page, depth);
    }

    /// <summary>Frees a slot and moves up what was displaced by it.</summary>
    protected void RemoveAt(nint page, int index)
    {
        var hole = index;
        for (var next = After(index); HashAt(page, next) is var hash && hash != 0; next = After(next))
        {
            // An entry may move back to the hole when that is not before its home.
            if (Distance(HomeOf(Mix(hash)), next) >= Distance(hole, next))
            {
                Unsafe.CopyBlock((void*)SlotAt(page, hole), (void*)SlotAt(page, next), (uint)_stride);
                hole = next;
            }
        }

        Unsafe.InitBlock((void*)SlotAt(page, hole), 0, (uint)_stride);
        PagePool.Header(page).Count--;
        Count--;
    }

    /// <summary>Pages in the order of the directory, each chain in one piece.</summary>
    /// <param name="cursor">0 for the first; where the next one is found.</param>
    /// <param name="forChange">Whether the pages are made ready to be changed.</param>
    /// <returns>A page, or 0 at the end.</returns>
    protected nint NextPage(ref Cursor cursor, bool forChange)
    {
        if (cursor.Page != 0 && (cursor.Page = PagePool.Header(cursor.Page).Next) != 0)
        {
            return cursor.Page;
        }

        if (cursor.Index >= _directory.Length)
        {
            return 0;
        }

        var entry = _directory[cursor.Index];
        if ((entry & ~Flags) == 0)
        {
            return 0;
        }

        cursor.Page = forChange ? Writable((ulong)cursor.Index << _shift) : entry & ~Flags;
        cursor.Index += SpanOf(cursor.Page);
        return cursor.Page;
    }

    /// <summary>The page of a position, which goes on to the next page, or the first, when it was at a page's end. Not for a table without pages.</summary>
    protected nint PageAt(ref TablePosition position)
    {
        var first = EntryAt(position.Place) & ~Flags;
        var page = first;
        for (var part = position.Slot / _slots; part > 0 && page != 0; part--)
        {
            page = PagePool.Header(page).Next;
        }

        if (page != 0)
        {
            return page;
        }

        // The places of a page are those that share its leading bits; behind the last page the sum is 0 again.
        var depth = PagePool.Header(first).Depth;
        position = new TablePosition { Place = depth == 0 ? 0 : ((position.Place >> (64 - depth)) + 1) << (64 - depth) };
        return EntryAt(position.Place) & ~Flags;
    }

    /// <summary>Forgets all entries and keeps the pages.</summary>
    public void Clear()
    {
        var cursor = default(Cursor);
        for (nint page; (page = NextPage(ref cursor, forChange: true)) != 0;)
        {
            if (PagePool.Header(page).Count > 0)
            {
                ClearSlots(page);
                PagePool.Header(page).Count = 0;
            }
        }

        Count = 0;
    }

    /// <summary>Forgets all entries and gives the pages back to the pool. The table can be used again.</summary>
    public void Release()
    {
        var cursor = default(Cursor);
        nint last = 0;
        for (nint page; (page = NextPage(ref cursor, forChange: true)) != 0; last = page)
        {
            ReturnUnlessNone(last);
        }

        ReturnUnlessNone(last);
        _directory = [Frozen, Frozen];
        (_shift, _pages, Count) = (63, 0, 0);
        _version++;
    }

    /// <summary>
    /// The pages as they are now. Takes a copy of the directory and marks its entries: some hundred microseconds for a gigabyte.
    /// </summary>
    protected FrozenPages FreezePages()
    {
        var lists = _views.Begin(_pages);
        var count = 0;
        nint last = 0;
        foreach (ref var entry in _directory.AsSpan())
        {
            var page = entry & ~Flags;
            entry |= Frozen;
            if (page == last)
            {
                continue;
            }

            last = page;
            lists.Pages[count++] = page;
            if ((entry & Chained) != 0)
            {
                for (page = PagePool.Header(page).Next; page != 0; page = PagePool.Header(page).Next)
                {
                    lists.Pages[count++] = page | FrozenPages.Continues;
                }
            }
        }

        Debug.Assert(count == _pages, "The directory leads to every page.");
        _version++;
        return _views.Take(lists, count);
    }

    private void Keep(nint page)
    {
        for (; page != 0; page = PagePool.Header(page).Next)
        {
            _views.Keep(page);
        }
    }

    // Depth first page of a chain only; that of the pages that continue it means nothing.
    private int SpanOf(nint page) => 1 << (64 - _shift - PagePool.Header(page).Depth);

    private void Point(int index, nint entry)
    {
        var span = SpanOf(entry & ~Flags);
        _directory.AsSpan(index & ~(span - 1), span).Fill(entry);
    }

    private void Double()
    {
        var doubled = GC.AllocateUninitializedArray<nint>(checked(_directory.Length * 2));
        for (var i = 0; i < _directory.Length; i++)
        {
            doubled[2 * i] = doubled[2 * i + 1] = _directory[i];
        }

        _directory = doubled;
        _shift--;
    }

    private void Split(int index, nint page, int depth)
    {
        var low = NewPage(depth + 1);
        var high = NewPage(depth + 1);
        var (lowFlags, highFlags) = ((nint)0, (nint)0);
        for (var part = page; part != 0; part = PagePool.Header(part).Next)
        {
            for (var i = 0; i < _slots; i++)
            {
                var hash = HashAt(part, i);
                if (hash == 0)
                {
                    continue;
                }

                var mixed = Mix(hash);
                if ((PlaceOf(hash, mixed) >> (63 - depth) & 1) == 0)
                {
                    Move(low, ref lowFlags, SlotAt(part, i), HomeOf(mixed));
                }
                else
                {
                    Move(high, ref highFlags, SlotAt(part, i), HomeOf(mixed));
                }
            }
        }

        _version++;
        var span = SpanOf(page);
        Point(index & ~(span - 1), low | lowFlags);
        Point((index & ~(span - 1)) + span / 2, high | highFlags);
        for (nint next; page != 0; page = next)
        {
            next = PagePool.Header(page).Next;
            _pool.Return(page);
            _pages--;
        }
    }

    private void Move(nint page, ref nint flags, nint slot, int home)
    {
        var target = WithRoom(page);
        if (target == 0)
        {
            target = NewPage(PagePool.Header(page).Depth);
            Append(page, target);
            flags = Chained;
        }

        while (HashAt(target, home) != 0)
        {
            home = After(home);
        }

        Unsafe.CopyBlock((void*)SlotAt(target, home), (void*)slot, (uint)_stride);
        PagePool.Header(target).Count++;
    }

    private static void Append(nint page, nint next)
    {
        while (PagePool.Header(page).Next != 0)
        {
            page = PagePool.Header(page).Next;
        }

        PagePool.Header(page).Next = next;
    }

    private nint NewPage(int depth)
    {
        var page = _pool.Rent();
        ref var header = ref PagePool.Header(page);
        (header.Count, header.Depth, header.Born, header.Next) = (0, depth, _views.Freezes, 0);
        ClearSlots(page);
        _pages++;
        return page;
    }

    private void ReturnUnlessNone(nint page)
    {
        if (page != 0)
        {
            _pool.Return(page);
        }
    }

    private static void ClearSlots(nint page) =>
        NativeMemory.Clear((void*)(page + PageHeader.Bytes), PagePool.PageBytes - PageHeader.Bytes);

    private int HomeOf(ulong mixed) => (int)((uint)mixed * (ulong)(uint)_slots >> 32);

    private nint SlotAt(nint page, int index) => page + PageHeader.Bytes + index * _stride;

    private ulong HashAt(nint page, int index) => *(ulong*)SlotAt(page, index);

    private int After(int index) => index + 1 == _slots ? 0 : index + 1;

    private int Distance(int from, int to) => to >= from ? to - from : to - from + _slots;

    /// <summary>A walk over the pages.</summary>
    protected struct Cursor
    {
        /// <summary>The page last given; 0 before the first.</summary>
        public nint Page;

        /// <summary>Where the directory goes on.</summary>
        public int Index;
    }
}
