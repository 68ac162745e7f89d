using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>An aligned source is told how far it may go.</summary>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Execution">The task.</param>
/// <param name="MaxWatermark">In milliseconds; the largest number for any distance.</param>
public sealed record AlignSource(FencingToken JobMaster, ExecutionId Execution, long MaxWatermark) : TaskOrder(JobMaster, Execution);
