namespace Flink.Streaming.Windowing.Slices;

/// <summary>The entries of one closed slice in a lane.</summary>
internal struct Segment
{
    /// <summary>Start of the slice.</summary>
    public long Slice;

    /// <summary>Position of the first entry.</summary>
    public uint Start;

    /// <summary>Entries from there on, one for each key.</summary>
    public int Count;

    /// <summary>Positions of entries that came late, of other keys.</summary>
    public List<uint>? Late;
}
