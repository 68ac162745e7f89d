using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A task is to end.</summary>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Execution">The task.</param>
public sealed record CancelTask(FencingToken JobMaster, ExecutionId Execution) : TaskOrder(JobMaster, Execution);
