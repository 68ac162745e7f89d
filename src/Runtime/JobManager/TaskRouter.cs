using Flink.Core.Records;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>Finds the TaskManager of each task. What is meant for an attempt that is not current any more, or not deployed, goes nowhere.</summary>
/// <param name="graph">The job's tasks.</param>
internal sealed class TaskRouter(ExecutionGraph graph) : ITaskGateway
{
    /// <inheritdoc/>
    public void Cancel(ExecutionId execution) => Find(execution)?.Cancel(execution);

    /// <inheritdoc/>
    public void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split) => Find(execution)?.SendSplit(execution, split);

    /// <inheritdoc/>
    public void SendNoMoreSplits(ExecutionId execution) => Find(execution)?.SendNoMoreSplits(execution);

    /// <inheritdoc/>
    public void AlignSource(ExecutionId execution, long maxWatermark) => Find(execution)?.AlignSource(execution, maxWatermark);

    /// <inheritdoc/>
    public void ResultsTaken(ExecutionId execution, long stream, int count) => Find(execution)?.ResultsTaken(execution, stream, count);

    /// <inheritdoc/>
    public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier) => Find(execution)?.TriggerCheckpoint(execution, barrier);

    /// <inheritdoc/>
    public void AbortCheckpoint(ExecutionId execution, long checkpointId) => Find(execution)?.AbortCheckpoint(execution, checkpointId);

    /// <inheritdoc/>
    public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId) =>
        Find(execution)?.NotifyCheckpointComplete(execution, checkpointId);

    private ITaskManagerGateway? Find(ExecutionId execution) => graph.Find(execution)?.Slot?.TaskManager.Gateway;
}
