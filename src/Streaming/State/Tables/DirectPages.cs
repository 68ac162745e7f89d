using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Tables;

/// <summary>
/// Pages in which the slot of a key follows from the key itself, which is a number: a directory from the number of a page, that of its first key divided
/// by the slots of a page, to the page. No hash, no comparison, no key is stored.
/// </summary>
/// <remarks>
/// Pages cover any part of the numbers; which ones, <see cref="DirectTable{TKey, TValue, TComparer}"/> decides. A page without keys is given back. Entries of the directory
/// have flags in their low bits: the page must be kept for a frozen view before it is changed (also set, without address, where there
/// is no page), and no key has come to the page yet. So a look-up counts nothing in the page. On the task's thread.
/// </remarks>
internal abstract unsafe class DirectPages<TKey, TValue, TComparer>(PagePool pool)
    where TComparer : struct, IKeyComparer<TKey>
{
    private const nint Frozen = 1;
    private const nint Unused = 2;
    private const nint Flags = Frozen | Unused;
    private const int LeastMostSpan = 8192;
    private const int SpanPerPage = 16;
    private const int Marks = 1 << 24;

    private readonly PageViews _views = new(pool);
    private nint[] _directory = [];
    private ulong _firstNumber;

    /// <summary>Keys that are addressed directly.</summary>
    public long DirectCount { get; private set; }

    /// <summary>Pages that are addressed directly.</summary>
    public int DirectPageCount { get; private set; }

    /// <summary>Those of them that have keys.</summary>
    protected int UsedPageCount { get; private set; }

    /// <summary>Marks probes that hold the address of a slot, in their version; changes when such an address no longer holds.</summary>
    protected int Mark { get; private set; } = int.MinValue;

    /// <summary>The number of the page that a key would be in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ulong NumberOf(ulong ordinal) => ordinal / (ulong)DirectLayout<TValue>.Slots;

    /// <summary>Whether a probe holds, or held, an address here.</summary>
    protected static bool IsDirect(in Probe probe) => probe.Version < int.MinValue + Marks;

    /// <summary>Whether there is a page for the key.</summary>
    protected bool HasPage(ulong ordinal) => EntryAt(NumberOf(ordinal)) != Frozen;

    /// <summary>Begins to fetch the slot of a key.</summary>
    /// <returns>False when there is no page for the key.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected bool TryAim(in TKey key, out Probe probe)
    {
        var ordinal = NumericKey<TKey, TComparer>.OrdinalOf(in key);
        var number = NumberOf(ordinal);
        var entry = EntryAt(number);
        if ((entry & Flags) != 0)
        {
            entry = Open(number, entry);
            if (entry == 0)
            {
                probe = default;
                return false;
            }
        }

        var index = ordinal - number * (ulong)DirectLayout<TValue>.Slots;
        var slot = entry + DirectLayout<TValue>.FirstSlot + (nint)index * DirectLayout<TValue>.Stride;
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((void*)slot);
            Sse.Prefetch0((void*)WordOf(entry, index));
        }

        probe = new Probe(index, slot, Mark);
        return true;
    }

    /// <summary>Whether the slot is taken that a valid probe holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static bool IsTaken(in Probe probe) => (*WordOf(PagePool.PageOf(probe.Target), probe.Hash) >> (int)probe.Hash & 1) != 0;

    /// <summary>The slot of a key, ready to be changed; only where there is a page for it.</summary>
    protected Probe Writable(ulong ordinal)
    {
        var number = NumberOf(ordinal);
        var entry = EntryAt(number);
        if ((entry & Flags) != 0)
        {
            entry = Open(number, entry);
        }

        return ProbeOf(entry, ordinal - number * (ulong)DirectLayout<TValue>.Slots);
    }

    /// <summary>The value of a key that has its place here, for reading, or a null reference.</summary>
    protected ref TValue FindDirect(ulong ordinal)
    {
        var number = NumberOf(ordinal);
        var page = EntryAt(number) & ~Flags;
        if (page != 0 && ProbeOf(page, ordinal - number * (ulong)DirectLayout<TValue>.Slots) is var probe && IsTaken(in probe))
        {
            return ref Unsafe.AsRef<TValue>((void*)probe.Target);
        }

        return ref Unsafe.NullRef<TValue>();
    }

    /// <summary>Takes a slot that is free; its value is the default.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ref TValue Take(scoped in Probe probe)
    {
        var page = PagePool.PageOf(probe.Target);
        *WordOf(page, probe.Hash) |= 1UL << (int)probe.Hash;
        DirectCount++;
        ref TValue value = ref Unsafe.AsRef<TValue>((void*)probe.Target);
        value = default!;
        return ref value;
    }

    /// <summary>Takes the slots of several probes, free or not, without a branch for each of them: whether a slot is free cannot be foretold.</summary>
    /// <param name="probes">Valid ones, at most 32; slots that were free hold anything until the caller sets them.</param>
    /// <returns>A bit for each slot that was free; the caller counts them.</returns>
    protected static uint TakeAll(ReadOnlySpan<Probe> probes)
    {
        var added = 0u;
        for (var i = 0; i < probes.Length; i++)
        {
            ref readonly var probe = ref probes[i];
            var word = WordOf(PagePool.PageOf(probe.Target), probe.Hash);
            var taken = *word;
            *word = taken | 1UL << (int)probe.Hash;
            added |= (uint)(~taken >> (int)probe.Hash & 1) << i;
        }

        return added;
    }

    /// <summary>Counts keys whose slots were taken by <see cref="TakeAll"/>.</summary>
    protected void CountAdded(uint added) => DirectCount += BitOperations.PopCount(added);

    /// <summary>Whether all keys of the slot's page that the table holds are in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static bool IsWhole(in Probe probe) => PagePool.Header(PagePool.PageOf(probe.Target)).Depth != 0;

    /// <summary>Removes a key that has its place here.</summary>
    protected void RemoveDirect(ulong ordinal)
    {
        var probe = Writable(ordinal);
        var page = PagePool.PageOf(probe.Target);
        *WordOf(page, probe.Hash) &= ~(1UL << (int)probe.Hash);
        DirectCount--;
        if (!WordsOf(page).ContainsAnyExcept(0UL))
        {
            UsedPageCount--;
            Drop(ref _directory[(int)(NumberOf(ordinal) - _firstNumber)]);
        }
    }

    /// <summary>Makes the page of a number, if the directory can lead to it and there is memory.</summary>
    /// <param name="number">Of a page that is not there.</param>
    /// <param name="isWhole">Whether no key of the page is elsewhere in the table.</param>
    protected bool TryCover(ulong number, bool isWhole)
    {
        if (!TryReach(number))
        {
            return false;
        }

        var page = pool.RentIfThereIsRoom();
        if (page == 0)
        {
            return false;
        }

        ref var header = ref PagePool.Header(page);
        (header.Count, header.Depth, header.Born, header.Next) = (0, isWhole ? 1 : 0, _views.Freezes, 0);
        WordsOf(page).Clear();
        _directory[(int)(number - _firstNumber)] = page | Unused;
        DirectPageCount++;
        return true;
    }

    /// <summary>Shows every entry that is here to a visitor, in the order of keys.</summary>
    protected void ForEachDirect<TVisitor>(ref TVisitor visitor, bool forChange)
        where TVisitor : struct, IEntryVisitor<TKey, TValue>
    {
        // A copy whose address nobody takes stays in registers.
        var own = visitor;
        for (var at = 0; at < _directory.Length; at++)
        {
            var page = _directory[at] & ~Flags;
            if (page == 0 || (_directory[at] & Unused) != 0)
            {
                continue;
            }

            if (forChange && _directory[at] != page)
            {
                _views.Keep(page);
                _directory[at] = page;
            }

            var ordinal = (_firstNumber + (ulong)at) * (ulong)DirectLayout<TValue>.Slots;
            var words = WordsOf(page);
            for (var word = 0; word < words.Length; word++)
            {
                for (var taken = words[word]; taken != 0; taken &= taken - 1)
                {
                    var index = word * 64 + BitOperations.TrailingZeroCount(taken);
                    var key = NumericKey<TKey, TComparer>.KeyOf(ordinal + (ulong)index);
                    own.Visit(in key, Math.Max(1, default(TComparer).Hash(in key)), ref Unsafe.AsRef<TValue>((void*)SlotOf(page, index)));
                }
            }
        }

        visitor = own;
    }

    /// <summary>Forgets all entries that are here. Pages stay that had any, and no key that they cover is elsewhere then.</summary>
    protected void ClearDirect()
    {
        foreach (ref var entry in _directory.AsSpan())
        {
            if (entry == Frozen)
            {
                continue;
            }

            if ((entry & Unused) != 0)
            {
                Drop(ref entry);
                continue;
            }

            if ((entry & Frozen) != 0)
            {
                entry &= ~Frozen;
                _views.Keep(entry);
            }

            PagePool.Header(entry).Depth = 1;
            WordsOf(entry).Clear();
            entry |= Unused;
        }

        (DirectCount, UsedPageCount) = (0, 0);
    }

    /// <summary>Gives all pages back; they hold no keys any more.</summary>
    protected void DropAll()
    {
        foreach (ref var entry in _directory.AsSpan())
        {
            if (entry != Frozen)
            {
                Drop(ref entry);
            }
        }
    }

    /// <summary>The pages as they are now, and the number of each.</summary>
    protected (FrozenPages Pages, ulong[] Numbers) FreezeDirect()
    {
        var lists = _views.Begin(DirectPageCount);
        var numbers = new ulong[DirectPageCount];
        var count = 0;
        for (var at = 0; at < _directory.Length; at++)
        {
            if (_directory[at] != Frozen)
            {
                lists.Pages[count] = _directory[at] & ~Flags;
                numbers[count++] = _firstNumber + (ulong)at;
                _directory[at] |= Frozen;
            }
        }

        Renew();
        return (_views.Take(lists, count), numbers);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* WordOf(nint page, ulong index) => (ulong*)(page + PageHeader.Bytes) + (index >> 6);

    private static Span<ulong> WordsOf(nint page) => new((void*)(page + PageHeader.Bytes), DirectLayout<TValue>.Words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint SlotOf(nint page, int index) => page + DirectLayout<TValue>.FirstSlot + (nint)index * DirectLayout<TValue>.Stride;

    private Probe ProbeOf(nint page, ulong index) => new(index, SlotOf(page, (int)index), Mark);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint EntryAt(ulong number)
    {
        var directory = _directory;
        var at = number - _firstNumber;
        return at < (ulong)directory.Length ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(directory), (nint)at) : Frozen;
    }

    // The page, which may be changed then and has keys; 0 where there is none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private nint Open(ulong number, nint entry)
    {
        if (entry == Frozen)
        {
            return 0;
        }

        if ((entry & Frozen) != 0)
        {
            _views.Keep(entry & ~Flags);
        }

        UsedPageCount += (entry & Unused) != 0 ? 1 : 0;
        return _directory[(int)(number - _firstNumber)] = entry & ~Flags;
    }

    private void Drop(ref nint entry)
    {
        var page = entry & ~Flags;
        if ((entry & Frozen) != 0)
        {
            _views.Keep(page);
        }

        pool.Return(page);
        entry = Frozen;
        DirectPageCount--;
        Renew();
    }

    private void Renew() => Mark = int.MinValue + ((Mark - int.MinValue + 1) & (Marks - 1));

    private bool TryReach(ulong number)
    {
        if (number - _firstNumber < (ulong)_directory.Length)
        {
            return true;
        }

        // Most numbers that are refused are far from the directory, which need not be searched then.
        var most = (ulong)Math.Max(LeastMostSpan, SpanPerPage * (long)DirectPageCount);
        var distance = number < _firstNumber ? _firstNumber - number : number - _firstNumber - (ulong)_directory.Length;
        if (DirectPageCount > 0 && distance >= most)
        {
            return false;
        }

        var (low, high) = DirectPageCount == 0 ? (number, number) : (_firstNumber + (ulong)FirstUsed(), _firstNumber + (ulong)LastUsed());
        var isAbove = number >= low;
        (low, high) = (Math.Min(low, number), Math.Max(high, number));
        if (high - low >= most)
        {
            return false;
        }

        // What is left over lies where the numbers are going.
        var length = Math.Max(_directory.Length, (int)BitOperations.RoundUpToPowerOf2((uint)(high - low + 1)));
        var first = isAbove || high < (ulong)length ? low : high - (ulong)length + 1;
        var directory = new nint[length];
        Array.Fill(directory, Frozen);
        for (var at = 0; at < _directory.Length; at++)
        {
            if (_directory[at] != Frozen)
            {
                directory[(int)(_firstNumber + (ulong)at - first)] = _directory[at];
            }
        }

        (_directory, _firstNumber) = (directory, first);
        return true;
    }

    private int FirstUsed() => _directory.AsSpan().IndexOfAnyExcept(Frozen);

    private int LastUsed() => _directory.AsSpan().LastIndexOfAnyExcept(Frozen);
}
