using Flink.Core.Records;

namespace Flink.Core.Sources;

/// <summary>Reads the splits that a subtask was given. All calls on the task's thread.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <remarks>A reader never blocks unless its source says so (<see cref="Source{T, TSplit}.IsBlocking"/>).</remarks>
public abstract class SourceReader<T, TSplit> : IDisposable
    where TSplit : ISplit
{
    /// <summary>Called once before the first poll.</summary>
    public virtual void Start()
    {
    }

    /// <summary>Takes splits to read, from the enumerator or from a snapshot.</summary>
    public abstract void AddSplits(IReadOnlyList<TSplit> splits);

    /// <summary>The enumerator has no more splits for this reader.</summary>
    public abstract void NoMoreSplits();

    /// <summary>Appends what is at hand to <paramref name="output"/>, a batch at most.</summary>
    /// <param name="output">Empty at the call; it belongs to the engine. Records are appended in the order of the split.</param>
    public abstract ReadStatus Poll(Batch<T> output);

    /// <summary>Whether <see cref="PauseSplits"/> works.</summary>
    public virtual bool CanPauseSplits => false;

    /// <summary>Stops and resumes reading single splits, so that none runs ahead of the others in event time (FLIP-217).</summary>
    /// <param name="pause">Ids of splits of which no record is appended until they are resumed.</param>
    /// <param name="resume">Ids of splits that go on. The reader wakes its task where it now has something.</param>
    public virtual void PauseSplits(IReadOnlyCollection<string> pause, IReadOnlyCollection<string> resume) =>
        throw new NotSupportedException($"{GetType().Name} cannot pause single splits.");

    /// <summary>The splits at hand with the positions reached: everything that was appended so far counts as read.</summary>
    public abstract IReadOnlyList<TSplit> Snapshot();

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
