using Flink.Core.Functions;

namespace Flink.Core.Sources;

/// <summary>What a source reader may do.</summary>
public interface ISourceReaderContext
{
    /// <summary>Where the reader runs.</summary>
    RuntimeContext Runtime { get; }

    /// <summary>Asks the enumerator for a split. On the task's thread.</summary>
    void RequestSplit();

    /// <summary>Says that <see cref="SourceReader{T, TSplit}.Poll"/> has something again. May be called from any thread, any number of times.</summary>
    void Wake();

    /// <summary>Wakes the reader when processing time has reached <paramref name="time"/>, milliseconds since the epoch. On the task's thread.</summary>
    void WakeAt(long time);
}
