using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Room for entries, each of which is what a key has gathered in one slice that is closed; in columns, since each step reads few of them.</summary>
internal sealed class EntryBlock<TAccumulator>
{
    public const int Bits = 10;
    public const int Entries = 1 << Bits;

    /// <summary>The key's place in its lane.</summary>
    public int[] Places = Column.New<int>(Entries);

    /// <summary>Position of the entry of the same key for the slice before; means nothing in the earliest one.</summary>
    public readonly uint[] Before = Column.New<uint>(Entries);

    /// <summary>Start of the slice.</summary>
    public readonly long[] Slices = Column.New<long>(Entries);

    /// <summary>The slice alone.</summary>
    public TAccumulator[] Own = Column.New<TAccumulator>(Entries);

    /// <summary>The slices of the same key behind this one, up to the last one in front; defined for entries in front but the last of a key.</summary>
    public readonly TAccumulator[] After = Column.New<TAccumulator>(Entries);

    /// <summary>The snapshot that may need places, slices and accumulators as they are.</summary>
    public SnapshotMark? SharedWith;

    /// <summary>Whether a snapshot still needs what is in the block.</summary>
    public bool IsShared => SharedWith is { HasEnded: false };

    /// <summary>Makes an entry.</summary>
    /// <param name="index">Its place, below <see cref="Entries"/>: all columns are that long, so that this is not checked for each of them.</param>
    /// <param name="place">Of the key.</param>
    /// <param name="before">Position of the key's entry before.</param>
    /// <param name="slice">Start of the slice.</param>
    /// <param name="own">What the key has gathered in it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, int place, uint before, long slice, in TAccumulator own)
    {
        Debug.Assert((uint)index < Entries, "Positions are masked.");
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Places), index) = place;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Before), index) = before;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Slices), index) = slice;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Own), index) = own;
    }

    /// <summary>Leaves what a snapshot needs to it, before something changes.</summary>
    public void Unshare()
    {
        if (IsShared)
        {
            Places = (int[])Places.Clone();
            var own = Column.New<TAccumulator>(Entries);
            Own.CopyTo(own, 0);
            Own = own;
        }

        SharedWith = null;
    }

    /// <summary>Forgets the accumulators, which are objects or hold some.</summary>
    public void Clear()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TAccumulator>())
        {
            Array.Clear(Own);
            Array.Clear(After);
        }
    }
}
