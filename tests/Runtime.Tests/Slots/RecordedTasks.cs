using System.Diagnostics.CodeAnalysis;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.JobManager;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Tests.Slots;

/// <summary>Stands for the tasks of workers on which nothing is deployed.</summary>
internal sealed class RecordedTasks : ITaskManagerGateway
{
    public List<ExecutionId> Cancelled { get; } = [];

    public List<JobId> Released { get; } = [];

    public void Cancel(ExecutionId execution) => Cancelled.Add(execution);

    public void Submit(DeploymentBatch batch, ITaskListener listener) => Refuse();

    public void FreeSlot(JobId job, AllocationId allocation, string reason) => Refuse();

    public void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split) => Refuse();

    public void SendNoMoreSplits(ExecutionId execution) => Refuse();

    public void AlignSource(ExecutionId execution, long maxWatermark) => Refuse();

    public void ResultsTaken(ExecutionId execution, long stream, int count) => Refuse();

    public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier) => Refuse();

    public void AbortCheckpoint(ExecutionId execution, long checkpointId) => Refuse();

    public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId) => Refuse();

    public void ReleaseJob(JobId job, bool hasEnded) => Released.Add(job);

    [DoesNotReturn]
    private static void Refuse() => throw new NotSupportedException("Nothing is deployed here.");
}
