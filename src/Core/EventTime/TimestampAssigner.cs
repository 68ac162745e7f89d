namespace Flink.Core.EventTime;

/// <summary>A timestamp assigner as a delegate that takes the record by read-only reference; see <see cref="ITimestampAssigner{T}.ExtractTimestamp"/>.</summary>
/// <typeparam name="T">The record type.</typeparam>
public delegate long TimestampAssigner<T>(in T record, long recordTimestamp);
