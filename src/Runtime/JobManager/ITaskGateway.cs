using Flink.Core.Records;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.JobManager;

/// <summary>What a job's master tells tasks, wherever they run. Calls return at once; for a task that is not there nothing happens.</summary>
public interface ITaskGateway
{
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

    /// <summary>Tells a task that the program has taken pieces of its results.</summary>
    /// <param name="execution">The task.</param>
    /// <param name="stream">The program's number of the results.</param>
    /// <param name="count">How many pieces.</param>
    void ResultsTaken(ExecutionId execution, long stream, int count);

    /// <summary>Makes a task take part in a checkpoint: a source at once, another when each of its inputs has ended or delivered the barrier.</summary>
    void TriggerCheckpoint(ExecutionId execution, CheckpointBarrier barrier);

    /// <summary>Tells a task that a checkpoint was given up.</summary>
    void AbortCheckpoint(ExecutionId execution, long checkpointId);

    /// <summary>Tells a task that a checkpoint is complete.</summary>
    void NotifyCheckpointComplete(ExecutionId execution, long checkpointId);
}
