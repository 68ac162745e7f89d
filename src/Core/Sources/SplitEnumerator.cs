using Flink.Core.State;

namespace Flink.Core.Sources;

/// <summary>Finds the splits of a source and assigns them to readers. One for each source of a job; one call at a time.</summary>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <remarks>Must not block for long: slow discovery goes through <see cref="ISplitEnumeratorContext{TSplit}.CallAsync"/>. An exception fails the job.</remarks>
public abstract class SplitEnumerator<TSplit>
    where TSplit : ISplit
{
    /// <summary>Called once before anything else but <see cref="Restore"/>.</summary>
    public virtual void Start()
    {
    }

    /// <summary>A reader is there (again).</summary>
    public virtual void AddReader(int subtask)
    {
    }

    /// <summary>A reader has nothing left to read and asks for more.</summary>
    public abstract void HandleSplitRequest(int subtask);

    /// <summary>Splits come back from a reader that failed before a snapshot contained them.</summary>
    public abstract void AddSplitsBack(IReadOnlyList<TSplit> splits, int subtask);

    /// <summary>Writes what has not been assigned yet.</summary>
    public abstract void Snapshot(StateWriter state);

    /// <summary>Reads that back; called before <see cref="Start"/>.</summary>
    public abstract void Restore(StateReader state);

    /// <summary>Called once at the end.</summary>
    public virtual void Close()
    {
    }
}
