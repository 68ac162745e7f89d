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

    /// <summary>
    /// Says that records which are appended from now on are those of a split, so that each split has watermarks of its own.
    /// Ignored where nobody asked for event time. On the task's thread.
    /// </summary>
    /// <param name="splitId">An id that the reader was given; the split counts as known from its assignment on.</param>
    void BeginSplit(string splitId)
    {
    }

    /// <summary>Says that a split has ended and holds back event time no longer. On the task's thread.</summary>
    void EndSplit(string splitId)
    {
    }
}
