namespace Flink.Streaming.Windowing.Operators;

/// <summary>The open sessions of a key: the latest one, and whether there are others, which are kept elsewhere.</summary>
internal struct KeySessions<TAccumulator>
{
    /// <summary>The session with the latest end.</summary>
    public Session<TAccumulator> Latest;

    /// <summary>When the key is looked at: not after the next thing that is to happen to any of its sessions.</summary>
    public long Due;

    /// <summary>The latest end of the other sessions.</summary>
    public long EarlierEnd;

    /// <summary>Other sessions.</summary>
    public int EarlierCount;

    /// <summary>Whether there are other sessions.</summary>
    public readonly bool HasEarlier => EarlierCount > 0;
}
