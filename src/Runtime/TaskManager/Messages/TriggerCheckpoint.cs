using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A task takes part in a checkpoint.</summary>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Execution">The task.</param>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="Timestamp">When it was triggered, milliseconds since the epoch.</param>
public sealed record TriggerCheckpoint(FencingToken JobMaster, ExecutionId Execution, long CheckpointId, long Timestamp) : TaskOrder(JobMaster, Execution);
