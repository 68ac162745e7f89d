using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>What a job's master asks of a TaskManager. Calls return at once; answers come through <see cref="ITaskListener"/>.</summary>
public interface ITaskManagerGateway
{
    /// <summary>Makes room for a job: its channels, its memory.</summary>
    /// <exception cref="Core.FlinkException">There is not enough; names the option that raises it.</exception>
    void PrepareJob(JobGraph job, ITaskListener listener);

    /// <summary>Runs a task of a prepared job.</summary>
    void Submit(TaskDeployment deployment);

    /// <summary>Asks a task to end.</summary>
    void Cancel(ExecutionId execution);

    /// <summary>Sends a split to a source's reader.</summary>
    void SendSplit(ExecutionId execution, ReadOnlyMemory<byte> split);

    /// <summary>Tells a source's reader that no split follows.</summary>
    void SendNoMoreSplits(ExecutionId execution);

    /// <summary>Tells an aligned source's reader how far it may go in event time.</summary>
    /// <param name="execution">The reader.</param>
    /// <param name="maxWatermark">In milliseconds; <see cref="long.MaxValue"/> for any distance.</param>
    void AlignSource(ExecutionId execution, long maxWatermark);

    /// <summary>Makes a task take part in a checkpoint: a source at once, another when each of its inputs has ended or delivered the barrier.</summary>
    void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier);

    /// <summary>Tells a task that a checkpoint was given up.</summary>
    void AbortCheckpoint(ExecutionId execution, long checkpointId);

    /// <summary>Tells a task that a checkpoint is complete.</summary>
    void NotifyCheckpointComplete(ExecutionId execution, long checkpointId);

    /// <summary>Forgets a job whose tasks have all ended.</summary>
    void ReleaseJob(JobId job);
}
