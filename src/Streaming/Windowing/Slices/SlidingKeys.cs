using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Flink.Core.Types;
using Flink.Core.Types.Keys;
using Flink.Streaming.State;
using Flink.Streaming.State.Tables;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Keys that have closed slices: in a row, for a walk over all of them, and found by a table.</summary>
internal sealed class SlidingKeys<TKey, TAccumulator, TComparer>(TableSpace space)
    where TComparer : struct, IKeyComparer<TKey>
{
    private const int BlockBits = SlidingKeys.BlockBits;
    private const int BlockKeys = SlidingKeys.BlockKeys;

    private readonly KeyedTable<TKey, int, TComparer> _places = space.NewTable<TKey, int, TComparer>();
    private Block[] _blocks = [];
    private int _blockCount;

    /// <summary>Keys.</summary>
    public int Count { get; private set; }

    /// <summary>A key by its place, to be changed.</summary>
    public ref SlidingKey<TKey, TAccumulator> this[int place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var block = _blocks[place >> BlockBits];
            return ref (block.SharedWith is null ? block : Unshared(place >> BlockBits)).Keys[place & (BlockKeys - 1)];
        }
    }

    /// <summary>A key by its place, to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly SlidingKey<TKey, TAccumulator> Read(int place) => ref _blocks[place >> BlockBits].Keys[place & (BlockKeys - 1)];

    /// <summary>Keys from a place on that lie in one piece, to be read; empty behind the last.</summary>
    public ReadOnlySpan<SlidingKey<TKey, TAccumulator>> From(int place) =>
        place >= Count ? [] : _blocks[place >> BlockBits].Keys.AsSpan(place & (BlockKeys - 1), Math.Min(Count - place, BlockKeys - (place & (BlockKeys - 1))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Probe Aim(ulong hash) => _places.Aim(hash);

    /// <inheritdoc cref="KeyedTable{TKey, TValue, TComparer}.Prefetch"/>
    public void Prefetch(Span<Probe> probes) => _places.Prefetch(probes);

    /// <summary>Begins to fetch the key at a place.</summary>
    public unsafe void Prefetch(int place)
    {
        if (Sse.IsSupported)
        {
            // The array may move meanwhile: then the wrong line is fetched, and nothing else happens.
            ref readonly var key = ref Read(place);
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in key)));
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in key.First)));
        }
    }

    /// <summary>The place of a key, made if there is none.</summary>
    public int GetOrAdd(in TKey key, in Probe probe)
    {
        ref var place = ref _places.GetOrAdd(in key, in probe, out var isNew);
        return isNew ? Add(in key, probe.Hash, ref place) : place;
    }

    /// <summary>Removes the key at a place, to which the last key moves.</summary>
    public void RemoveAt(int place)
    {
        ref var removed = ref this[place];
        _places.Remove(in removed.Key, removed.Hash);
        ref var last = ref this[--Count];
        if (place != Count)
        {
            removed = last;
            _places.GetOrAdd(in removed.Key, removed.Hash, out _) = place;
        }

        last = default;
    }

    /// <summary>The blocks as they are now; each is copied before it changes, until the mark ends.</summary>
    public SlidingKey<TKey, TAccumulator>[][] Share(SnapshotMark mark)
    {
        var shared = new SlidingKey<TKey, TAccumulator>[_blockCount][];
        for (var i = 0; i < _blockCount; i++)
        {
            _blocks[i].SharedWith = mark;
            shared[i] = _blocks[i].Keys;
        }

        return shared;
    }

    private int Add(in TKey key, ulong hash, ref int place)
    {
        place = Count;
        if (Count == _blockCount << BlockBits)
        {
            if (_blockCount == _blocks.Length)
            {
                Array.Resize(ref _blocks, Math.Max(4, checked(2 * _blockCount)));
            }

            _blocks[_blockCount++].Keys = new SlidingKey<TKey, TAccumulator>[BlockKeys];
        }

        ref var added = ref this[Count++];
        (added.Key, added.Hash, added.Shown) = (key, hash, long.MinValue);
        Kept<TKey>.Detach(ref added.Key);
        return Count - 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Block Unshared(int block)
    {
        ref var found = ref _blocks[block];
        if (!found.SharedWith!.HasEnded)
        {
            found.Keys = (SlidingKey<TKey, TAccumulator>[])found.Keys.Clone();
        }

        found.SharedWith = null;
        return found;
    }

    private struct Block
    {
        public SlidingKey<TKey, TAccumulator>[] Keys;

        /// <summary>The snapshot that may need the keys as they are.</summary>
        public SnapshotMark? SharedWith;
    }
}

/// <summary>Sizes of the blocks of keys.</summary>
internal static class SlidingKeys
{
    public const int BlockBits = 8;
    public const int BlockKeys = 1 << BlockBits;
}
