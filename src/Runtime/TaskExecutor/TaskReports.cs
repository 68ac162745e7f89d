using Flink.Runtime.JobManager;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Carries what tasks tell of to their master, and tells the worker of their ends.</summary>
/// <param name="master">The master, in the connection over which the tasks came.</param>
/// <param name="ended">A task has ended; on its thread.</param>
/// <param name="abandoned">A cancelled task does not end; on any thread.</param>
internal sealed class TaskReports(ITaskListener master, Action<ExecutionId> ended, Action<ExecutionId, string, string?, TimeSpan> abandoned) : ITaskListener
{
    public void TaskStateChanged(ExecutionId execution, ExecutionState state, Exception? failure, TaskReport? report)
    {
        master.TaskStateChanged(execution, state, failure, report);
        if (state.IsTerminal())
        {
            ended(execution);
        }
    }

    public void SplitRequested(ExecutionId execution) => master.SplitRequested(execution);

    public void WatermarkReported(ExecutionId execution, long time) => master.WatermarkReported(execution, time);

    public void CheckpointAcknowledged(ExecutionId execution, long checkpointId, TaskSnapshot snapshot) =>
        master.CheckpointAcknowledged(execution, checkpointId, snapshot);

    public void CheckpointDeclined(ExecutionId execution, long checkpointId, Exception cause) =>
        master.CheckpointDeclined(execution, checkpointId, cause);

    public void TaskAwaitsCheckpoint(ExecutionId execution) => master.TaskAwaitsCheckpoint(execution);

    public void ResultsProduced(ExecutionId execution, long stream, ReadOnlyMemory<byte> results) =>
        master.ResultsProduced(execution, stream, results);

    public void TaskAbandoned(ExecutionId execution, string taskName, string? thread, TimeSpan waited)
    {
        master.TaskAbandoned(execution, taskName, thread, waited);
        abandoned(execution, taskName, thread, waited);
    }
}
