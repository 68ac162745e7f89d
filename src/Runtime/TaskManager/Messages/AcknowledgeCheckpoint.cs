using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A task has written its part of a checkpoint.</summary>
/// <param name="Execution">The task.</param>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="Snapshot">What it wrote.</param>
public sealed record AcknowledgeCheckpoint(ExecutionId Execution, long CheckpointId, TaskSnapshot Snapshot) : Message;
