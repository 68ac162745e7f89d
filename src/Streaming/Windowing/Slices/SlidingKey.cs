namespace Flink.Streaming.Windowing.Slices;

/// <summary>A key and its closed slices, a queue that is aggregated as two stacks.</summary>
/// <remarks>
/// The list of a key has three parts. Entries that only late records need are first. Then comes the front, whose entries hold the
/// aggregate from themselves to the end of the front. The rest is the back, with one aggregate over all of it. The aggregate of
/// the window is that of front and back; dropping the earliest slice is looking at the next entry of the front. When the front is
/// used up, the back becomes the front, at a cost of one merge an entry: once in the life of an entry.
/// </remarks>
internal struct SlidingKey<TKey, TAccumulator>
{
    public ulong Hash;
    public TKey Key;

    /// <summary>The front, as a whole; defined when <see cref="InFront"/> is not 0.</summary>
    public TAccumulator Front;

    /// <summary>The back, as a whole; defined when <see cref="InBack"/> is not 0.</summary>
    public TAccumulator Back;

    /// <summary>Start of the earliest slice in front or back.</summary>
    public long HeadSlice;

    /// <summary>End of the window whose aggregate was shown before its last slice was folded.</summary>
    public long Shown;

    /// <summary>Position of the first entry.</summary>
    public int First;

    /// <summary>Position of the earliest entry in front or back.</summary>
    public int Head;

    /// <summary>Position of the last entry.</summary>
    public int Last;

    /// <summary>Entries before the head.</summary>
    public int Kept;

    public int InFront;

    public int InBack;

    /// <summary>Entries in front and back.</summary>
    public readonly int Live => InFront + InBack;
}
