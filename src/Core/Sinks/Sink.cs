using Flink.Core.Functions;

namespace Flink.Core.Sinks;

/// <summary>The end of a stream (the writer half of Flink's Sink V2). Immutable description, part of the job graph.</summary>
/// <typeparam name="T">The record type.</typeparam>
public abstract class Sink<T>
{
    /// <summary>True when writers may block the task's thread; the task then gets a thread of its own.</summary>
    public virtual bool IsBlocking => false;

    /// <summary>Makes the writer of one subtask, on the task's thread.</summary>
    public abstract SinkWriter<T> CreateWriter(RuntimeContext context);
}
