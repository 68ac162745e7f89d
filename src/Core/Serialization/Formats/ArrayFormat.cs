namespace Flink.Core.Serialization.Formats;

/// <summary>A varint, 0 for null and else one more than the number of elements, and the elements.</summary>
internal readonly struct ArrayFormat<T, TFormat> : IRecordFormat<T[]?>
    where TFormat : struct, IRecordFormat<T>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in T[]? value)
    {
        writer.WriteVarint(value is null ? 0 : (ulong)value.Length + 1);
        TFormat.WriteAll(ref writer, new ReadOnlySpan<T>(value));
    }

    public static void Read(ref RecordReader reader, out T[]? value)
    {
        var header = reader.ReadVarint();
        if (header == 0)
        {
            value = null;
            return;
        }

        var count = reader.CheckCount(header - 1, TFormat.MinSize);
        value = count == 0 ? [] : GC.AllocateUninitializedArray<T>(count);
        TFormat.ReadAll(ref reader, value);
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<T[]?> values) =>
        Elementwise.WriteAll<T[]?, ArrayFormat<T, TFormat>>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<T[]?> values) =>
        Elementwise.ReadAll<T[]?, ArrayFormat<T, TFormat>>(ref reader, values);
}
