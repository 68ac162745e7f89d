namespace Flink.Core.Operators;

/// <summary>A timer of processing time that is set again and again: what would be a new timer for each watermark is none.</summary>
/// <remarks>On the task's thread. Disposing it gives it up for good.</remarks>
public interface IProcessingTimer : IDisposable
{
    /// <summary>Has it fire once at a time, and not at the one for which it was set before; also from its own callback.</summary>
    /// <param name="time">Milliseconds since the epoch; a past time fires at the next opportunity.</param>
    void Set(long time);
}
