using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>The lists of entries of all keys. A position is a chunk and a place in it; what is freed is used again.</summary>
/// <remarks>On the task's thread; nothing is allocated but when the room grows, and while a snapshot is written.</remarks>
internal sealed class EntryLists<TAccumulator>
{
    /// <summary>No chunk.</summary>
    private const int None = -1;

    private const int ChunkBits = EntryBlock<TAccumulator>.ChunkBits;
    private const int InChunk = EntryBlock<TAccumulator>.ChunkEntries - 1;
    private const int BlockChunkBits = EntryBlock<TAccumulator>.Bits - ChunkBits;
    private const int InBlock = (1 << BlockChunkBits) - 1;

    private EntryBlock<TAccumulator>[] _blocks = [];
    private int _blockCount;
    private int _fresh;
    private int _free = None;

    /// <summary>An entry, to be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SliceEntry<TAccumulator> Read(int position) =>
        ref _blocks[position >> EntryBlock<TAccumulator>.Bits].Items[position & (EntryBlock<TAccumulator>.Entries - 1)];

    /// <summary>An entry, to be changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SliceEntry<TAccumulator> Write(int position) =>
        ref Changed(position >> EntryBlock<TAccumulator>.Bits).Items[position & (EntryBlock<TAccumulator>.Entries - 1)];

    /// <summary>Begins to fetch an entry.</summary>
    public unsafe void Prefetch(int position)
    {
        if (Sse.IsSupported)
        {
            // The array may move meanwhile: then the wrong line is fetched, and nothing else happens.
            Sse.Prefetch0(Unsafe.AsPointer(ref Read(position)));
        }
    }

    /// <summary>Begins to fetch the last entry of a list and the one that may follow.</summary>
    public void PrefetchEnd(int position)
    {
        Prefetch(position);
        if ((position & InChunk) != InChunk)
        {
            Prefetch(position + 1);
        }
    }

    /// <summary>Begins to fetch the chunk before that of a position, which has one; does something once a chunk, for walks towards the first entry.</summary>
    public void PrefetchChunkBefore(int position)
    {
        if ((position & InChunk) == InChunk)
        {
            var before = Before(position & ~InChunk);
            Prefetch(before);
            Prefetch(before & ~InChunk);
        }
    }

    /// <summary>The position behind another one, in the same list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int After(int position) => (position & InChunk) != InChunk
        ? position + 1
        : _blocks[position >> EntryBlock<TAccumulator>.Bits].Next[position >> ChunkBits & InBlock] << ChunkBits;

    /// <summary>The position before another one, in the same list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Before(int position) => (position & InChunk) != 0
        ? position - 1
        : _blocks[position >> EntryBlock<TAccumulator>.Bits].Previous[position >> ChunkBits & InBlock] << ChunkBits | InChunk;

    /// <summary>The first position of a new list.</summary>
    public int Begin() => NewChunk() << ChunkBits;

    /// <summary>The position behind the last one of a list, which has room from then on.</summary>
    public int Extend(int position)
    {
        if ((position & InChunk) != InChunk)
        {
            return position + 1;
        }

        var last = position >> ChunkBits;
        var added = NewChunk();
        Changed(last >> BlockChunkBits).Next[last & InBlock] = added;
        Changed(added >> BlockChunkBits).Previous[added & InBlock] = last;
        return added << ChunkBits;
    }

    /// <summary>Drops the first position of a list that has others.</summary>
    /// <returns>The new first one.</returns>
    public int DropFirst(int position)
    {
        var next = After(position);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TAccumulator>())
        {
            Write(position) = default;
        }

        if ((position & InChunk) == InChunk)
        {
            FreeChunk(position >> ChunkBits);
        }

        return next;
    }

    /// <summary>Drops the only position of a list.</summary>
    public void DropOnly(int position)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TAccumulator>())
        {
            Write(position) = default;
        }

        FreeChunk(position >> ChunkBits);
    }

    /// <summary>The blocks as they are now; each is copied before it changes, until the mark ends.</summary>
    public EntryBlock<TAccumulator>[] Share(SnapshotMark mark)
    {
        var shared = _blocks.AsSpan(0, _blockCount).ToArray();
        foreach (var block in shared)
        {
            block.SharedWith = mark;
        }

        return shared;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EntryBlock<TAccumulator> Changed(int block)
    {
        var found = _blocks[block];
        return found.SharedWith is null ? found : Unshared(block);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private EntryBlock<TAccumulator> Unshared(int block)
    {
        if (_blocks[block].SharedWith!.HasEnded)
        {
            _blocks[block].SharedWith = null;
        }
        else
        {
            _blocks[block] = _blocks[block].Copy();
        }

        return _blocks[block];
    }

    private int NewChunk()
    {
        if (_free != None)
        {
            var chunk = _free;
            _free = _blocks[chunk >> BlockChunkBits].Next[chunk & InBlock];
            return chunk;
        }

        if (_fresh == _blockCount << BlockChunkBits)
        {
            if (_blockCount == _blocks.Length)
            {
                Array.Resize(ref _blocks, Math.Max(4, checked(2 * _blockCount)));
            }

            _blocks[_blockCount++] = new EntryBlock<TAccumulator>();
        }

        return _fresh++;
    }

    private void FreeChunk(int chunk)
    {
        Changed(chunk >> BlockChunkBits).Next[chunk & InBlock] = _free;
        _free = chunk;
    }
}
