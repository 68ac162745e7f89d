using System.Runtime.CompilerServices;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>What a key has gathered in one slice that is closed.</summary>
internal struct SliceEntry<TAccumulator>
{
    /// <summary>Start of the slice.</summary>
    public long Slice;

    /// <summary>The slice alone.</summary>
    public TAccumulator Own;

    /// <summary>The slice and those behind it, up to the last one in front; defined for entries in front.</summary>
    public TAccumulator Suffix;
}

/// <summary>Room for entries in chunks of four, each of which is a link of the list of a key. Copied before a change while a snapshot has it.</summary>
internal sealed class EntryBlock<TAccumulator>
{
    public const int ChunkBits = 2;
    public const int ChunkEntries = 1 << ChunkBits;
    public const int Bits = 10;
    public const int Entries = 1 << Bits;

    private const int Chunks = Entries / ChunkEntries;

    public readonly SliceEntry<TAccumulator>[] Items;

    /// <summary>By chunk: the chunk behind it.</summary>
    public readonly int[] Next;

    /// <summary>By chunk: the chunk before it.</summary>
    public readonly int[] Previous;

    /// <summary>The snapshot that may need the block as it is.</summary>
    public SnapshotMark? SharedWith;

    public EntryBlock() => (Items, Next, Previous) = (NewItems(), new int[Chunks], new int[Chunks]);

    private EntryBlock(EntryBlock<TAccumulator> other)
    {
        (Items, Next, Previous) = (NewItems(), (int[])other.Next.Clone(), (int[])other.Previous.Clone());
        other.Items.CopyTo(Items, 0);
    }

    public EntryBlock<TAccumulator> Copy() => new(this);

    // What lives long is not copied from generation to generation.
    private static SliceEntry<TAccumulator>[] NewItems() =>
        GC.AllocateArray<SliceEntry<TAccumulator>>(Entries, pinned: !RuntimeHelpers.IsReferenceOrContainsReferences<TAccumulator>());
}
