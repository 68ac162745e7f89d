namespace Flink.Streaming.Windowing.Slices;

/// <summary>The windows of a key: what its closed slices amount to.</summary>
internal struct LaneKey<TAccumulator>
{
    /// <summary>The front as a whole; defined when <see cref="InFront"/> is not 0.</summary>
    public TAccumulator Front;

    /// <summary>The back as a whole; defined when <see cref="InBack"/> is not 0.</summary>
    public TAccumulator Back;

    /// <summary>Entries in front.</summary>
    public int InFront;

    /// <summary>Entries in back.</summary>
    public int InBack;

    /// <summary>All entries, with those that only late records need; 0 for a place without key.</summary>
    public int Stored;

    /// <summary>Position of the latest entry. For a place without key: the next such place.</summary>
    public uint Last;

    /// <summary>Whether the key has a window.</summary>
    public readonly bool IsShown => (InFront | InBack) != 0;
}
