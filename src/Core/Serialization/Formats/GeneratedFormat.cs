using System.Runtime.CompilerServices;

namespace Flink.Core.Serialization.Formats;

/// <summary>
/// Structs, records, classes and tuples, field by field, by code that is generated once per type. A class comes after one byte,
/// 0 for null and 1 for an object of exactly this class; the other values are free for derived classes.
/// </summary>
internal readonly struct GeneratedFormat<T> : IRecordFormat<T>
{
    private static readonly FormatCode.WriteRecord<T> WriteCode = FormatCode.CompileWrite<T>();
    private static readonly FormatCode.ReadRecord<T> ReadCode = FormatCode.CompileRead<T>();

    public static int MinSize { get; } = FormatCode.MinSizeOf(typeof(T));

    public static void Write(ref RecordWriter writer, in T value) => WriteCode(ref writer, ref Unsafe.AsRef(in value));

    public static void Read(ref RecordReader reader, out T value) => ReadCode(ref reader, out value);

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<T> values) =>
        Elementwise.WriteAll<T, GeneratedFormat<T>>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<T> values) =>
        Elementwise.ReadAll<T, GeneratedFormat<T>>(ref reader, values);
}
