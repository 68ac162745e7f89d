namespace Flink.Core.EventTime;

/// <summary>Gives a record its event time. As a struct it is compiled into the loop over the batch.</summary>
/// <typeparam name="T">The record type.</typeparam>
public interface ITimestampAssigner<T>
{
    /// <summary>The record's event time, milliseconds since 1970-01-01T00:00:00Z; may be negative.</summary>
    /// <param name="record">The record.</param>
    /// <param name="recordTimestamp">The timestamp that it carries already, or <see cref="Records.Timestamp.None"/>.</param>
    long ExtractTimestamp(in T record, long recordTimestamp);
}
