using Flink.Core.Records;
using Flink.Core.State;

namespace Flink.Core.Sinks;

/// <summary>Writes the records that a subtask of a sink gets. All calls on the task's thread.</summary>
/// <typeparam name="T">The record type.</typeparam>
public abstract class SinkWriter<T> : IDisposable
{
    /// <summary>Reads back what <see cref="Snapshot"/> wrote; before the first <see cref="Write"/>.</summary>
    public virtual void Restore(StateReader state)
    {
    }

    /// <summary>Called once, after <see cref="Restore"/> where there is state, and before anything else.</summary>
    public virtual void Start()
    {
    }

    /// <summary>Takes a batch, lent for the time of the call.</summary>
    public abstract void Write(Batch<T> batch);

    /// <summary>Brings what was written so far to where it is safe: before a snapshot, and once at the end.</summary>
    /// <param name="endOfInput">True for the last call: nothing is written afterwards and the output becomes final.</param>
    public virtual void Flush(bool endOfInput)
    {
    }

    /// <summary>Writes the writer's state; after <see cref="Flush"/>.</summary>
    public virtual void Snapshot(StateWriter state)
    {
    }

    /// <summary>A checkpoint is complete: what its snapshot and older ones prepared is made visible, once. Also called again for the same one.</summary>
    public virtual void Commit(long checkpointId)
    {
    }

    /// <summary>Whether output waits for a checkpoint to complete, so that the task may not end yet; asked after the last <see cref="Flush"/>.</summary>
    public virtual bool AwaitsCommit => false;

    /// <summary>Releases everything; output that has not been finished is discarded where the target allows it.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
