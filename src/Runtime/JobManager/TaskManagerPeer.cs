using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Messages;

namespace Flink.Runtime.JobManager;

/// <summary>A TaskManager that messages lead to. Its tasks report to the master's endpoint.</summary>
/// <param name="peer">The connection to it.</param>
/// <param name="jobMaster">The term of the job's master.</param>
/// <remarks>Belongs to the job master's endpoint.</remarks>
internal sealed class TaskManagerPeer(Peer peer, FencingToken jobMaster) : ITaskManagerGateway, IDisposable
{
    private bool _knowsJob;

    /// <summary>The connection to it.</summary>
    public Peer Peer => peer;

    /// <inheritdoc/>
    public void Submit(DeploymentBatch batch, ITaskListener listener)
    {
        var description = _knowsJob ? null : new JobDescription(batch.Job.GraphBytes.ToArray(), batch.Job.Program, batch.Job.Checkpoints);
        _knowsJob = true;
        peer.Tell(new SubmitTasks(batch.Job.Id, jobMaster, description, PlacedVertices.Of(batch.Placement), [.. batch.Tasks]));
    }

    /// <inheritdoc/>
    public void Cancel(ExecutionId execution) => peer.Tell(new CancelTask(jobMaster, execution));

    /// <inheritdoc/>
    public void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split) => peer.Tell(new AssignSplit(jobMaster, execution, split.ToArray()));

    /// <inheritdoc/>
    public void SendNoMoreSplits(ExecutionId execution) => peer.Tell(new EndSplits(jobMaster, execution));

    /// <inheritdoc/>
    public void AlignSource(ExecutionId execution, long maxWatermark) => peer.Tell(new AlignSource(jobMaster, execution, maxWatermark));

    /// <inheritdoc/>
    public void ResultsTaken(ExecutionId execution, long stream, int count) => peer.Tell(new TakeResults(jobMaster, execution, stream, count));

    /// <inheritdoc/>
    public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier) =>
        peer.Tell(new TriggerCheckpoint(jobMaster, execution, barrier.CheckpointId, barrier.Timestamp));

    /// <inheritdoc/>
    public void AbortCheckpoint(ExecutionId execution, long checkpointId) => peer.Tell(new AbortCheckpoint(jobMaster, execution, checkpointId));

    /// <inheritdoc/>
    public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId) =>
        peer.Tell(new CompleteCheckpoint(jobMaster, execution, checkpointId));

    /// <inheritdoc/>
    public void FreeSlot(JobId job, AllocationId allocation, string reason) => peer.Tell(new FreeSlot(job, jobMaster, allocation, reason));

    /// <inheritdoc/>
    public void ReleaseJob(JobId job, bool hasEnded) =>
        peer.Tell(new JobMasterLeaves(job, jobMaster, hasEnded, hasEnded ? "The job has ended." : "Its master leads no longer."));

    /// <summary>Lets go of the connection.</summary>
    public void Dispose() => peer.Close();
}
