using System.Runtime.Loader;
using Flink.Benchmarks.Harness;
using Flink.Core;
using Flink.Core.Closures;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.JobManager;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.TaskManager;

namespace Flink.Benchmarks.Jobs;

/// <summary>What stands behind a worker on which nothing is ever deployed.</summary>
internal sealed class NoTasks : ITaskManagerGateway, IProgramTypes, IWorkerProcess
{
    public static NoTasks Instance { get; } = new();

    public int LoadedPrograms => 0;

    public void Submit(DeploymentBatch batch, ITaskListener listener) => Refuse();

    public void Cancel(ExecutionId execution) => Refuse();

    public void FreeSlot(JobId job, AllocationId allocation, string reason) => Refuse();

    public void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split) => Refuse();

    public void SendNoMoreSplits(ExecutionId execution) => Refuse();

    public void AlignSource(ExecutionId execution, long maxWatermark) => Refuse();

    public void ResultsTaken(ExecutionId execution, long stream, int count) => Refuse();

    public void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier) => Refuse();

    public void AbortCheckpoint(ExecutionId execution, long checkpointId) => Refuse();

    public void NotifyCheckpointComplete(ExecutionId execution, long checkpointId) => Refuse();

    public void ReleaseJob(JobId job, bool hasEnded)
    {
    }

    public Task<TypeResolver> FindAsync(JobId job, string? program) => Task.FromResult(TypeResolver.In(AssemblyLoadContext.Default));

    public void Release(JobId job)
    {
    }

    public void Registered()
    {
    }

    public void Employed()
    {
    }

    public void Fail(FlinkException cause) => throw new BenchmarkFailure(cause.Message);

    public void Recycle() => Refuse();

    private static void Refuse() => throw new BenchmarkFailure("Nothing is deployed on these workers.");
}
