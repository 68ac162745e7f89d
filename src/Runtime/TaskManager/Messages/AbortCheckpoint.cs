using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A checkpoint was given up.</summary>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Execution">The task.</param>
/// <param name="CheckpointId">The checkpoint.</param>
public sealed record AbortCheckpoint(FencingToken JobMaster, ExecutionId Execution, long CheckpointId) : TaskOrder(JobMaster, Execution);
