using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A source's reader gets a split.</summary>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Execution">The task.</param>
/// <param name="Split">The split, serialized.</param>
public sealed record AssignSplit(FencingToken JobMaster, ExecutionId Execution, byte[] Split) : TaskOrder(JobMaster, Execution);
