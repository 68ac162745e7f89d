using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.JobManager;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Tests.JobManager;

/// <summary>A worker that runs nothing and remembers which slots came back.</summary>
internal sealed class FreedSlots : ITaskManagerGateway
{
    public List<AllocationId> Freed { get; } = [];

    public void FreeSlot(JobId job, AllocationId allocation, string reason) => Freed.Add(allocation);

    public void Submit(DeploymentBatch batch, ITaskListener listener) => throw new NotSupportedException();

    public void ReleaseJob(JobId job, bool hasEnded)
    {
    }

    public void Cancel(ExecutionId execution)
    {
    }

    public void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split)
    {
    }

    public void SendNoMoreSplits(ExecutionId execution)
    {
    }

    public void AlignSource(ExecutionId execution, long maxWatermark)
    {
    }

    public void ResultsTaken(ExecutionId execution, long stream, int count)
    {
    }

    public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier)
    {
    }

    public void AbortCheckpoint(ExecutionId execution, long checkpointId)
    {
    }

    public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId)
    {
    }
}
