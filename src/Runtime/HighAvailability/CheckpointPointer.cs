namespace Flink.Runtime.HighAvailability;

/// <summary>Where a complete checkpoint is.</summary>
/// <param name="CheckpointId">Its number.</param>
/// <param name="Folder">URI of the folder with its metadata.</param>
/// <param name="IsSavepoint">Whether a user asked for it and owns it.</param>
public sealed record CheckpointPointer(long CheckpointId, string Folder, bool IsSavepoint);
