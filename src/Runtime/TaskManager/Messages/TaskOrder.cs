using Flink.Core.Records;
using Flink.Runtime.JobManager;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>What a job's master tells one task.</summary>
/// <param name="JobMaster">The master's term; that of another is ignored.</param>
/// <param name="Execution">The task.</param>
public abstract record TaskOrder(FencingToken JobMaster, ExecutionId Execution) : Message
{
    /// <summary>Carries the order out, where the task is.</summary>
    public void Apply(ITaskGateway tasks)
    {
        switch (this)
        {
            case CancelTask:
                tasks.Cancel(Execution);
                break;
            case AssignSplit assign:
                tasks.SendSplit(Execution, assign.Split);
                break;
            case EndSplits:
                tasks.SendNoMoreSplits(Execution);
                break;
            case AlignSource align:
                tasks.AlignSource(Execution, align.MaxWatermark);
                break;
            case TakeResults take:
                tasks.ResultsTaken(Execution, take.Stream, take.Count);
                break;
            case TriggerCheckpoint trigger:
                tasks.TriggerCheckpoint(Execution, new CheckpointBarrier(trigger.CheckpointId, trigger.Timestamp));
                break;
            case AbortCheckpoint abort:
                tasks.AbortCheckpoint(Execution, abort.CheckpointId);
                break;
            case CompleteCheckpoint complete:
                tasks.NotifyCheckpointComplete(Execution, complete.CheckpointId);
                break;
            default:
                throw new NotSupportedException($"There is no task order {GetType().Name}.");
        }
    }
}
