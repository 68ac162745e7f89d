namespace Flink.Core.Records;

/// <summary>Separates the records of one checkpoint from those of the next.</summary>
/// <param name="checkpointId">Grows with every checkpoint of a job.</param>
/// <param name="timestamp">When the coordinator triggered it, milliseconds since the epoch.</param>
/// <remarks>A task aligns the barriers of its channels, snapshots its operators, and sends the barrier on (Carbone et al., "Lightweight Asynchronous Snapshots", 2015).</remarks>
public sealed class CheckpointBarrier(long checkpointId, long timestamp) : StreamElement
{
    /// <summary>Grows with every checkpoint of a job.</summary>
    public long CheckpointId { get; } = checkpointId;

    /// <summary>When the coordinator triggered it, milliseconds since the epoch.</summary>
    public long Timestamp { get; } = timestamp;
}
