using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Flink.Core.Serialization.Formats;

/// <summary>
/// Structs, records, classes and tuples, field by field, by code that is generated once per type. A class comes after one byte:
/// 0 for null, 1 for an object of exactly this class, 2 for one of a derived class, see <see cref="DerivedFormat{T}"/>.
/// </summary>
internal readonly struct GeneratedFormat<T> : IRecordFormat<T>
{
    private static readonly FormatCode.WriteRecords<T> WriteCode = FormatCode.CompileWrite<T>();
    private static readonly FormatCode.ReadRecords<T> ReadCode = FormatCode.CompileRead<T>();

    public static int MinSize { get; } = FormatCode.MinSizeOf(typeof(T));

    public static void Write(ref RecordWriter writer, in T value) => WriteCode(ref writer, ref Unsafe.AsRef(in value), 1);

    public static void Read(ref RecordReader reader, out T value)
    {
        value = default!;
        reader.SetAside(1, MinSize);
        ReadCode(ref reader, ref value, 1);
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<T> values) =>
        WriteCode(ref writer, ref MemoryMarshal.GetReference(values), values.Length);

    public static void ReadAll(ref RecordReader reader, Span<T> values)
    {
        reader.SetAside(values.Length, MinSize);
        ReadCode(ref reader, ref MemoryMarshal.GetReference(values), values.Length);
    }
}
