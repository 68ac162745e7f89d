namespace Flink.Core.Sources;

/// <summary>A source of records (Flink's FLIP-27 model): an enumerator finds splits, readers read them in parallel.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <typeparam name="TSplit">The split type.</typeparam>
/// <remarks>Immutable description, part of the job graph. See Flink's documentation, "Data Sources".</remarks>
public abstract class Source<T, TSplit>
    where TSplit : ISplit
{
    /// <summary>Whether the source ends by itself.</summary>
    public abstract Boundedness Boundedness { get; }

    /// <summary>True when readers may block the thread that polls them; their task then gets a thread of its own.</summary>
    public virtual bool IsBlocking => false;

    /// <summary>Writes splits into snapshots and between processes.</summary>
    public abstract ISplitSerializer<TSplit> SplitSerializer { get; }

    /// <summary>Makes the one enumerator of a job. It runs beside the job's coordinator, never on a task's thread.</summary>
    public abstract SplitEnumerator<TSplit> CreateEnumerator(ISplitEnumeratorContext<TSplit> context);

    /// <summary>Makes the reader of one subtask.</summary>
    public abstract SourceReader<T, TSplit> CreateReader(ISourceReaderContext context);
}
