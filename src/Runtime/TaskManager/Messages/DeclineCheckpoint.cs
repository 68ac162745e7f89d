using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A task could not write its part of a checkpoint.</summary>
/// <param name="Execution">The task.</param>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="Error">Why.</param>
public sealed record DeclineCheckpoint(ExecutionId Execution, long CheckpointId, TaskError Error) : Message;
