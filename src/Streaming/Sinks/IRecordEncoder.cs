namespace Flink.Streaming.Sinks;

/// <summary>Writes records as bytes, each ended as its format asks for. Part of a sink's description.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>One encoder serves all subtasks of a sink, at the same time: it holds no state, and what it needs for a record is in the buffer.</remarks>
public interface IRecordEncoder<T>
{
    /// <summary>Appends what comes before the first record of a file.</summary>
    void EncodeHeader(EncodeBuffer output);

    /// <summary>Appends one record.</summary>
    void Encode(in T record, EncodeBuffer output);
}
