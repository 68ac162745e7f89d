namespace Flink.Core.Serialization.Formats;

/// <summary>
/// How values of a type are laid out in bytes. Implemented by empty structs that are composed as type arguments, so that a
/// serializer of a composite has no virtual call per part.
/// </summary>
internal interface IRecordFormat<T>
{
    /// <summary>The least number of bytes of a value; at least 1, which is what bounds the count of an array.</summary>
    static abstract int MinSize { get; }

    static abstract void Write(ref RecordWriter writer, in T value);

    static abstract void Read(ref RecordReader reader, out T value);

    static abstract void WriteAll(ref RecordWriter writer, ReadOnlySpan<T> values);

    static abstract void ReadAll(ref RecordReader reader, Span<T> values);
}
