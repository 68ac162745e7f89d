namespace Flink.Streaming.Windowing.Slices;

/// <summary>Some keys in columns: a walk reads the windows, and only functions and snapshots the rest.</summary>
internal sealed class KeyBlock<TKey, TAccumulator>
{
    public readonly LaneKey<TAccumulator>[] Windows = Column.New<LaneKey<TAccumulator>>(LaneKeys<TKey, TAccumulator>.BlockKeys);

    /// <summary>Front and back of each key in one, so that windows are shown as they lie here; defined where a key has either. Empty when totals are not kept.</summary>
    public readonly TAccumulator[] Totals = LaneKeys<TKey, TAccumulator>.KeepsTotals ? Column.New<TAccumulator>(LaneKeys<TKey, TAccumulator>.BlockKeys) : [];

    /// <summary>Keys that have a front or a back.</summary>
    public int Shown;

    public TKey[] Keys = Column.New<TKey>(LaneKeys<TKey, TAccumulator>.BlockKeys);

    public ulong[] Hashes = Column.New<ulong>(LaneKeys<TKey, TAccumulator>.BlockKeys);

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
