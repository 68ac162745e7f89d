namespace Flink.Streaming.Windowing.Slices;

/// <summary>Some keys in columns: a walk reads the windows, and only functions and snapshots the rest.</summary>
internal sealed class KeyBlock<TKey, TAccumulator>
{
    public readonly LaneKey<TAccumulator>[] Windows = new LaneKey<TAccumulator>[LaneKeys<TKey, TAccumulator>.BlockKeys];

    public TKey[] Keys = new TKey[LaneKeys<TKey, TAccumulator>.BlockKeys];

    public ulong[] Hashes = new ulong[LaneKeys<TKey, TAccumulator>.BlockKeys];

    /// <summary>The snapshot that may need keys and hashes as they are.</summary>
    public SnapshotMark? SharedWith;

    /// <summary>Leaves what a snapshot needs to it, before something changes.</summary>
    public void Unshare()
    {
        if (SharedWith is { HasEnded: false })
        {
            Keys = (TKey[])Keys.Clone();
            Hashes = (ulong[])Hashes.Clone();
        }

        SharedWith = null;
    }
}
