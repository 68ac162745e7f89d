using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Entries in the order in which they came: added at the end, forgotten from the start.</summary>
/// <param name="spare">Blocks to be used again, shared with other logs.</param>
/// <remarks>
/// A position counts entries and wraps around. Blocks lie in a ring; a position's block is found by its leading bits. On the task's
/// thread; nothing is allocated but when the room grows, and while a snapshot is written.
/// </remarks>
internal sealed class EntryLog<TAccumulator>(Stack<EntryBlock<TAccumulator>> spare)
{
    private const int Bits = EntryBlock<TAccumulator>.Bits;
    private const uint InBlock = EntryBlock<TAccumulator>.Entries - 1;
    private const uint LastNumber = uint.MaxValue >> Bits;

    private EntryBlock<TAccumulator>[] _ring = new EntryBlock<TAccumulator>[4];
    private uint _first;

    // The block of the last position.
    private EntryBlock<TAccumulator>? _newest;

    /// <summary>The position that the next entry gets.</summary>
    public uint End { get; private set; }

    /// <summary>Where in its block a position is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int InBlockOf(uint position) => (int)(position & InBlock);

    /// <summary>Where in its block a position is, and how many of so many entries from there on are in the same block.</summary>
    public static (int At, int Length) InOneBlock(uint position, int count) =>
        (InBlockOf(position), Math.Min(count, EntryBlock<TAccumulator>.Entries - InBlockOf(position)));

    /// <summary>The block of a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EntryBlock<TAccumulator> BlockOf(uint position) => _ring[position >> Bits & (uint)(_ring.Length - 1)];

    /// <summary>Begins to fetch what is needed to drop some entries, as far as they are in one block.</summary>
    public unsafe void Prefetch(uint position, int count)
    {
        if (Sse.IsSupported)
        {
            // Arrays that are not pinned may move meanwhile: then wrong lines are fetched, and nothing else happens.
            var block = BlockOf(position);
            var (at, length) = InOneBlock(position, count);
            for (var i = 0; i < length; i += SlotLayout.CacheLine / sizeof(int))
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref block.Places[at + i]));
            }

            for (var i = 0; i < length; i += Math.Max(1, SlotLayout.CacheLine / Unsafe.SizeOf<TAccumulator>()))
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref block.After[at + i]));
            }
        }
    }

    /// <summary>Makes room for entries, which the caller sets.</summary>
    /// <param name="wanted">How many; at least 1.</param>
    /// <param name="block">Where they lie.</param>
    /// <param name="length">How many there is room for in that block; at least 1.</param>
    /// <returns>The position of the first one.</returns>
    public uint Append(int wanted, out EntryBlock<TAccumulator> block, out int length)
    {
        var position = End;
        if ((position & InBlock) == 0)
        {
            AddBlock();
        }

        block = _newest!;
        length = InOneBlock(position, wanted).Length;
        End = unchecked(position + (uint)length);
        return position;
    }

    /// <summary>Forgets all entries before a position.</summary>
    public void ForgetBefore(uint position)
    {
        for (var number = _first >> Bits; number != position >> Bits; number = number + 1 & LastNumber)
        {
            ref var block = ref _ring[number & (uint)(_ring.Length - 1)];
            if (!block.IsShared)
            {
                block.SharedWith = null;
                block.Clear();
                spare.Push(block);
            }

            block = null!;
        }

        _first = position;
    }

    /// <summary>The blocks by their numbers, which are the leading bits of positions; each is unshared before it changes.</summary>
    public FrozenLog<TAccumulator> Share(SnapshotMark mark)
    {
        var places = new int[_ring.Length][];
        var slices = new long[_ring.Length][];
        var own = new TAccumulator[_ring.Length][];
        for (var i = 0; i < _ring.Length; i++)
        {
            if (_ring[i] is { } block)
            {
                block.SharedWith = mark;
                (places[i], slices[i], own[i]) = (block.Places, block.Slices, block.Own);
            }
        }

        return new FrozenLog<TAccumulator>(places, slices, own);
    }

    private void AddBlock()
    {
        var number = End >> Bits;
        var used = number - (_first >> Bits) & LastNumber;
        if (used == _ring.Length)
        {
            var ring = new EntryBlock<TAccumulator>[checked(2 * _ring.Length)];
            for (var i = 0u; i < used; i++)
            {
                var old = (_first >> Bits) + i;
                ring[old & (uint)(ring.Length - 1)] = _ring[old & (uint)(_ring.Length - 1)];
            }

            _ring = ring;
        }

        _newest = _ring[number & (uint)(_ring.Length - 1)] = spare.Count > 0 ? spare.Pop() : new EntryBlock<TAccumulator>();
    }
}
