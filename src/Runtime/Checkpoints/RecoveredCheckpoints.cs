namespace Flink.Runtime.Checkpoints;

/// <summary>What a job's master takes over from the one before.</summary>
/// <param name="NextId">No checkpoint with this number or a greater one was begun.</param>
/// <param name="Complete">The complete checkpoints that are kept, the oldest first; the job goes on from the last.</param>
public sealed record RecoveredCheckpoints(long NextId, IReadOnlyList<JobSnapshot> Complete);
