namespace Flink.Streaming.Windowing.Slices;

/// <summary>Whether a snapshot, or one before it, still needs what was shared with it.</summary>
/// <param name="before">The mark of the snapshot before.</param>
internal sealed class SnapshotMark(SnapshotMark? before = null)
{
    private readonly SnapshotMark? _before = before is null || before.HasEnded ? null : before;
    private bool _hasEnded;

    /// <summary>Set by the writer, read by the task.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded) && (_before is null || _before.HasEnded);

    public void End() => Volatile.Write(ref _hasEnded, true);
}
