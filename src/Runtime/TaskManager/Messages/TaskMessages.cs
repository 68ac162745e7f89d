using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>The stable names of the messages about tasks.</summary>
public static class TaskMessages
{
    /// <summary>Adds them all.</summary>
    public static MessageRegistry AddTaskMessages(this MessageRegistry registry) => registry
        .Add<SubmitTasks>("taskmanager.submit-tasks")
        .Add<CancelTask>("taskmanager.cancel-task")
        .Add<AssignSplit>("taskmanager.assign-split")
        .Add<EndSplits>("taskmanager.end-splits")
        .Add<AlignSource>("taskmanager.align-source")
        .Add<TriggerCheckpoint>("taskmanager.trigger-checkpoint")
        .Add<TakeResults>("taskmanager.take-results")
        .Add<AbortCheckpoint>("taskmanager.abort-checkpoint")
        .Add<CompleteCheckpoint>("taskmanager.complete-checkpoint")
        .Add<TaskMoved>("jobmaster.task-moved")
        .Add<RequestSplit>("jobmaster.request-split")
        .Add<ReportWatermark>("jobmaster.report-watermark")
        .Add<AcknowledgeCheckpoint>("jobmaster.acknowledge-checkpoint")
        .Add<DeclineCheckpoint>("jobmaster.decline-checkpoint")
        .Add<ProduceResults>("jobmaster.produce-results")
        .Add<AwaitCheckpoint>("jobmaster.await-checkpoint")
        .Add<TaskGivenUp>("jobmaster.task-given-up");
}
