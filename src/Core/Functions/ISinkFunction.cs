namespace Flink.Core.Functions;

/// <summary>Consumes the records at the end of a stream. As a struct it is compiled into the loop of its chain.</summary>
public interface ISinkFunction<T>
{
    /// <summary>Consumes one record.</summary>
    /// <param name="record">The record; valid for the time of the call.</param>
    /// <param name="timestamp">Its event timestamp, or <see cref="Records.Timestamp.None"/>.</param>
    void Invoke(in T record, long timestamp);
}
