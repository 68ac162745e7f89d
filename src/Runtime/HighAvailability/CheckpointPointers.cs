namespace Flink.Runtime.HighAvailability;

/// <summary>What the next leader must know of a job's checkpoints.</summary>
/// <param name="NextId">No checkpoint with this number or a greater one was ever begun, so that no folder of one is written by two terms.</param>
/// <param name="Complete">The complete ones that are kept, the oldest first.</param>
public sealed record CheckpointPointers(long NextId, IReadOnlyList<CheckpointPointer> Complete);
