namespace Flink.Streaming.Windowing.Evictors;

/// <summary>A record of a window with its timestamp.</summary>
/// <param name="Value">The record.</param>
/// <param name="Timestamp">Milliseconds since the epoch, or <see cref="Core.Records.Timestamp.None"/>.</param>
public readonly record struct TimestampedValue<T>(T Value, long Timestamp)
{
    /// <summary>Whether the record has a timestamp.</summary>
    public bool HasTimestamp => Timestamp != Core.Records.Timestamp.None;
}
