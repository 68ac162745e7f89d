using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The keys of a lane by their places, in a row for a walk over all of them. Places of removed keys are used again.</summary>
internal sealed class LaneKeys<TKey, TAccumulator>
{
    public const int Bits = 10;
    public const int BlockKeys = 1 << Bits;

    /// <summary>
    /// Whether <see cref="KeyBlock{TKey, TAccumulator}.Totals"/> are kept. What holds references is copied for each result and may as well be merged then; what is
    /// large may be costly to merge, which totals need more often.
    /// </summary>
    public static bool KeepsTotals
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !RuntimeHelpers.IsReferenceOrContainsReferences<TAccumulator>() && Unsafe.SizeOf<TAccumulator>() <= SlotLayout.CacheLine;
    }

    private const uint None = uint.MaxValue;

    private KeyBlock<TKey, TAccumulator>[] _blocks = [];
    private uint _free = None;

    /// <summary>Places, with those that no key has.</summary>
    public int Places { get; private set; }

    /// <summary>Keys.</summary>
    public int Count { get; private set; }

    /// <summary>What the key at a place has.</summary>
    public ref LaneKey<TAccumulator> this[int place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_blocks[place >> Bits].Windows), place & (BlockKeys - 1));
    }

    /// <summary>The key at a place.</summary>
    public ref readonly TKey KeyAt(int place) => ref _blocks[place >> Bits].Keys[InBlockOf(place)];

    /// <summary>The block with a place.</summary>
    public KeyBlock<TKey, TAccumulator> BlockOf(int place) => _blocks[place >> Bits];

    /// <summary>Where in its block a place is.</summary>
    public static int InBlockOf(int place) => place & (BlockKeys - 1);

    /// <summary>Begins to fetch what the key at a place has.</summary>
    public unsafe void Prefetch(int place)
    {
        if (Sse.IsSupported)
        {
            // The array may move meanwhile: then the wrong line is fetched, and nothing else happens.
            ref var key = ref this[place];
            Sse.Prefetch0(Unsafe.AsPointer(ref key));
            Sse.Prefetch0(Unsafe.AsPointer(ref key.Last));
        }
    }

    /// <summary>Gives a place to a key.</summary>
    public int Add(in TKey key, ulong hash)
    {
        var place = Places;
        if (_free != None)
        {
            place = (int)_free;
            _free = this[place].Last;
        }
        else
        {
            if (place >> Bits == _blocks.Length)
            {
                Array.Resize(ref _blocks, Math.Max(1, checked(2 * _blocks.Length)));
            }

            _blocks[place >> Bits] ??= new KeyBlock<TKey, TAccumulator>();
            Places++;
        }

        Count++;
        var block = _blocks[place >> Bits];
        block.Unshare();
        (block.Keys[InBlockOf(place)], block.Hashes[InBlockOf(place)]) = (key, hash);
        Kept<TKey>.Detach(ref block.Keys[InBlockOf(place)]);
        block.Windows[InBlockOf(place)] = default;
        return place;
    }

    /// <summary>Takes the place from its key.</summary>
    public void Remove(int place)
    {
        var block = _blocks[place >> Bits];
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
        {
            block.Unshare();
            block.Keys[InBlockOf(place)] = default!;
        }

        block.Windows[InBlockOf(place)] = new LaneKey<TAccumulator> { Last = _free };
        _free = (uint)place;
        Count--;
    }

    /// <summary>Closes the gaps.</summary>
    /// <param name="moved">By old place, the new one.</param>
    public void Compact(int[] moved)
    {
        foreach (var block in _blocks)
        {
            if (block is not null)
            {
                block.Shown = 0;
            }
        }

        var to = 0;
        for (var from = 0; from < Places; from++)
        {
            if (this[from].Stored > 0)
            {
                moved[from] = to;
                BlockOf(to).Shown += this[from].IsShown ? 1 : 0;
                Move(from, to++);
            }
        }

        Array.Clear(_blocks, to + BlockKeys - 1 >> Bits, _blocks.Length - (to + BlockKeys - 1 >> Bits));
        (Places, _free) = (to, None);
    }

    /// <summary>Keys and hashes in blocks, as they are now; each is unshared before it changes.</summary>
    public (TKey[] Keys, ulong[] Hashes)[] Share(SnapshotMark mark)
    {
        var shared = new (TKey[], ulong[])[Places + BlockKeys - 1 >> Bits];
        for (var i = 0; i < shared.Length; i++)
        {
            _blocks[i].SharedWith = mark;
            shared[i] = (_blocks[i].Keys, _blocks[i].Hashes);
        }

        return shared;
    }

    private void Move(int from, int to)
    {
        if (from == to)
        {
            return;
        }

        var (source, target) = (BlockOf(from), BlockOf(to));
        target.Unshare();
        target.Keys[InBlockOf(to)] = source.Keys[InBlockOf(from)];
        target.Hashes[InBlockOf(to)] = source.Hashes[InBlockOf(from)];
        target.Windows[InBlockOf(to)] = source.Windows[InBlockOf(from)];
        if (KeepsTotals)
        {
            target.Totals[InBlockOf(to)] = source.Totals[InBlockOf(from)];
        }

        source.Windows[InBlockOf(from)] = default;
    }
}
