using Flink.Core.Metrics;
using Flink.Runtime.Rpc;
using Flink.Runtime.TaskManager.Messages;

namespace Flink.Runtime.TaskManager;

/// <summary>A job's master that messages lead to: what tasks tell of is sent there. Safe for concurrent use.</summary>
/// <param name="peer">The connection to it, in the term whose tasks these are.</param>
public sealed class JobMasterPeer(Peer peer) : ITaskListener
{
    private static readonly Dictionary<string, IAccumulator> _none = [];

    /// <inheritdoc/>
    public void TaskStateChanged(ExecutionId execution, ExecutionState state, Exception? failure, TaskReport? report)
    {
        try
        {
            peer.Tell(new TaskMoved(execution, state, failure is null ? null : TaskError.Of(failure), report is null ? null : TaskEnd.Of(report)));
        }
        catch (Exception e) when (report is not null)
        {
            // An accumulator of the user's that cannot travel. What it counted is lost, which a task that has finished must not hide.
            var error = TaskError.Of(state == ExecutionState.Finished ? e : failure ?? e);
            var end = TaskEnd.Of(report with { Accumulators = _none });
            peer.Tell(state == ExecutionState.Canceled ? new TaskMoved(execution, state, null, end) : new TaskMoved(execution, ExecutionState.Failed, error, end));
        }
    }

    /// <inheritdoc/>
    public void SplitRequested(ExecutionId execution) => peer.Tell(new RequestSplit(execution));

    /// <inheritdoc/>
    public void WatermarkReported(ExecutionId execution, long time) => peer.Tell(new ReportWatermark(execution, time));

    /// <inheritdoc/>
    public void CheckpointAcknowledged(ExecutionId execution, long checkpointId, TaskSnapshot snapshot) =>
        peer.Tell(new AcknowledgeCheckpoint(execution, checkpointId, snapshot));

    /// <inheritdoc/>
    public void CheckpointDeclined(ExecutionId execution, long checkpointId, Exception cause) =>
        peer.Tell(new DeclineCheckpoint(execution, checkpointId, TaskError.Of(cause)));

    /// <inheritdoc/>
    public void TaskAwaitsCheckpoint(ExecutionId execution) => peer.Tell(new AwaitCheckpoint(execution));

    /// <inheritdoc/>
    public void ResultsProduced(ExecutionId execution, long stream, ReadOnlyMemory<byte> results) =>
        peer.Tell(new ProduceResults(execution, stream, results.ToArray()));

    /// <inheritdoc/>
    public void TaskAbandoned(ExecutionId execution, string taskName, string? thread, TimeSpan waited) =>
        peer.Tell(new TaskGivenUp(execution, taskName, thread, waited));
}
