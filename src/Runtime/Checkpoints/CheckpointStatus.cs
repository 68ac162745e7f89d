namespace Flink.Runtime.Checkpoints;

/// <summary>States of a checkpoint.</summary>
public enum CheckpointStatus
{
    /// <summary>Barriers are on their way, or tasks are writing.</summary>
    Pending,

    /// <summary>Every task has written; the metadata is being made durable.</summary>
    Finalizing,

    /// <summary>It counts: a failed job starts from it. Final until a newer one takes its place.</summary>
    Completed,

    /// <summary>A newer one took its place and its files are removed. Final.</summary>
    Subsumed,

    /// <summary>A task could not write its part. Final.</summary>
    Declined,

    /// <summary>It took longer than it may. Final.</summary>
    Expired,

    /// <summary>It was of no use any more: the job failed or ended, or a newer one was faster. Final.</summary>
    Aborted,

    /// <summary>The metadata could not be made durable. Final.</summary>
    Failed,
}
