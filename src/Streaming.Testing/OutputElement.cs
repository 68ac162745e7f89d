using Flink.Core.Records;

namespace Flink.Streaming.Testing;

/// <summary>Makes the elements that a test expects.</summary>
public static class OutputElement
{
    /// <summary>A record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="timestamp">Milliseconds since the epoch, or <see cref="Timestamp.None"/>.</param>
    public static OutputElement<T> Record<T>(T record, long timestamp = Timestamp.None) => new(ElementKind.Record, record, timestamp);

    /// <summary>A watermark.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    public static OutputElement<T> Watermark<T>(long time) => new(ElementKind.Watermark, default, time);
}
