using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>Takes what tasks tell of, on their threads, and makes messages of the job's master of it.</summary>
/// <param name="post">Runs an action as a message of the endpoint.</param>
/// <param name="run">The job.</param>
internal sealed class JobMasterListener(Func<Action, bool> post, Func<JobRun> run) : ITaskListener
{
    /// <inheritdoc/>
    public void TaskStateChanged(ExecutionId execution, ExecutionState state, Exception? failure, TaskReport? report) =>
        post(() => run().TaskStateChanged(execution, state, failure, report));

    /// <inheritdoc/>
    public void SplitRequested(ExecutionId execution) => post(() => run().SplitRequested(execution));

    /// <inheritdoc/>
    public void WatermarkReported(ExecutionId execution, long time) => post(() => run().WatermarkReported(execution, time));

    /// <inheritdoc/>
    public void CheckpointAcknowledged(ExecutionId execution, long checkpointId, TaskSnapshot snapshot) =>
        post(() => run().Checkpoints.Acknowledge(execution, checkpointId, snapshot));

    /// <inheritdoc/>
    public void CheckpointDeclined(ExecutionId execution, long checkpointId, Exception cause) =>
        post(() => run().Checkpoints.Decline(execution, checkpointId, cause));

    /// <inheritdoc/>
    public void TaskAwaitsCheckpoint(ExecutionId execution) => post(() => run().TaskAwaitsCheckpoint(execution));

    /// <inheritdoc/>
    public void ResultsProduced(ExecutionId execution, long stream, ReadOnlyMemory<byte> results) =>
        post(() => run().ResultsProduced(execution, stream, results));

    /// <inheritdoc/>
    public void TaskAbandoned(ExecutionId execution, string taskName, string? thread, TimeSpan waited) =>
        post(() => run().Abandon(execution, taskName, thread, waited));
}
