namespace Flink.Benchmarks.Prototypes;

/// <summary>A serializer of one record type, written by hand.</summary>
internal interface IHandCodec<T>
{
    /// <summary>Writes the records and says how many bytes they took; the array has room.</summary>
    static abstract int WriteAll(ReadOnlySpan<T> records, byte[] target);

    /// <summary>Reads as many records as there are places.</summary>
    static abstract void ReadAll(byte[] source, Span<T> records);
}
