using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>The receiving end of a stream of any type. Implemented through <see cref="IInput{T}"/>.</summary>
public interface IInput
{
    /// <summary>Event time has advanced. Called on the task's thread, after every record before it.</summary>
    void Process(Watermark watermark);

    /// <summary>The stream fell idle or became active.</summary>
    void Process(StreamStatus status);

    /// <summary>A latency marker passes.</summary>
    void Process(LatencyMarker marker);
}
