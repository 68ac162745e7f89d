namespace Flink.Core.Partitioning;

/// <summary>A partitioner that looks at the records.</summary>
/// <typeparam name="T">The record type.</typeparam>
public abstract class RecordPartitioner<T> : Partitioner
{
    /// <summary>Whether a single receiver gets everything without a look at the records. False where the choice is a user's code, whose mistakes must show.</summary>
    public virtual bool IsTrivialForOneReceiver => true;

    /// <summary>Chooses the receiver of each record; on the thread of the sending task.</summary>
    /// <param name="records">A batch.</param>
    /// <param name="receivers">Filled with one index a record, 0 to <paramref name="numberOfReceivers"/> - 1.</param>
    /// <param name="numberOfReceivers">Subtasks of the receiving vertex.</param>
    /// <param name="maxParallelism">Key groups of the receiving vertex.</param>
    public abstract void Select(ReadOnlySpan<T> records, Span<int> receivers, int numberOfReceivers, int maxParallelism);
}
