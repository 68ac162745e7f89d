namespace Flink.Runtime.TaskManager;

/// <summary>What tasks tell the job's master. Called on task threads; the receiver must not block.</summary>
public interface ITaskListener
{
    /// <summary>A task's state has changed.</summary>
    /// <param name="execution">The attempt.</param>
    /// <param name="state">The new state.</param>
    /// <param name="failure">The cause; with <see cref="ExecutionState.Failed"/> only.</param>
    /// <param name="report">What it leaves behind; with final states only.</param>
    void TaskStateChanged(ExecutionId execution, ExecutionState state, Exception? failure, TaskReport? report);

    /// <summary>A source reader asks for a split.</summary>
    void SplitRequested(ExecutionId execution);

    /// <summary>An aligned source reader says how far it has come in event time.</summary>
    /// <param name="execution">The reader's attempt.</param>
    /// <param name="time">In milliseconds; <see cref="long.MaxValue"/> when nobody shall wait for it.</param>
    void WatermarkReported(ExecutionId execution, long time);

    /// <summary>A task has written its part of a checkpoint, durably where the storage is. Also called on I/O threads.</summary>
    void CheckpointAcknowledged(ExecutionId execution, long checkpointId, TaskSnapshot snapshot);

    /// <summary>A task could not write its part of a checkpoint, and goes on. Also called on I/O threads.</summary>
    void CheckpointDeclined(ExecutionId execution, long checkpointId, Exception cause);

    /// <summary>A task has processed and emitted everything, and ends when the next checkpoint that it takes part in is complete.</summary>
    void TaskAwaitsCheckpoint(ExecutionId execution);

    /// <summary>A task sends results to the program that executed the job.</summary>
    /// <param name="execution">The task.</param>
    /// <param name="stream">The program's number of these results.</param>
    /// <param name="results">A piece of them; the receiver's from now on.</param>
    void ResultsProduced(ExecutionId execution, long stream, ReadOnlyMemory<byte> results);

    /// <summary>A cancelled task did not end in time; nobody waits for it any longer.</summary>
    /// <param name="execution">The attempt.</param>
    /// <param name="taskName">Vertex and subtask.</param>
    /// <param name="thread">Name of the thread that it holds; null when it holds none.</param>
    /// <param name="waited">How long it was waited for.</param>
    void TaskAbandoned(ExecutionId execution, string taskName, string? thread, TimeSpan waited);
}
