namespace Flink.Runtime.Checkpoints;

/// <summary>The legal moves between the states of a checkpoint.</summary>
public static class CheckpointStatusTransitions
{
    // One that is being finalized may be durable already, so nothing but the outcome ends that state.
    private static readonly (CheckpointStatus From, CheckpointStatus[] To)[] _moves =
    [
        (CheckpointStatus.Pending, [CheckpointStatus.Finalizing, CheckpointStatus.Declined, CheckpointStatus.Expired, CheckpointStatus.Aborted]),
        (CheckpointStatus.Finalizing, [CheckpointStatus.Completed, CheckpointStatus.Failed]),
        (CheckpointStatus.Completed, [CheckpointStatus.Subsumed]),
        (CheckpointStatus.Subsumed, []),
        (CheckpointStatus.Declined, []),
        (CheckpointStatus.Expired, []),
        (CheckpointStatus.Aborted, []),
        (CheckpointStatus.Failed, []),
    ];

    /// <summary>Whether a checkpoint may go from one state to another.</summary>
    public static bool IsLegal(CheckpointStatus from, CheckpointStatus to) =>
        Array.Find(_moves, move => move.From == from).To.Contains(to);
}
