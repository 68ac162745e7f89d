using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A source's reader gets no more splits.</summary>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Execution">The task.</param>
public sealed record EndSplits(FencingToken JobMaster, ExecutionId Execution) : TaskOrder(JobMaster, Execution);
