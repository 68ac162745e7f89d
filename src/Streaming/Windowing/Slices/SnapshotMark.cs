namespace Flink.Streaming.Windowing.Slices;

/// <summary>Whether a snapshot still needs the blocks that were shared with it.</summary>
internal sealed class SnapshotMark
{
    private bool _hasEnded;

    /// <summary>Set by the writer, read by the task.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    public void End() => Volatile.Write(ref _hasEnded, true);
}
