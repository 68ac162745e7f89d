namespace Flink.Core.Serialization.Formats;

/// <summary>One byte, 0 for null, and the value after 1.</summary>
internal readonly struct NullableFormat<T, TFormat> : IRecordFormat<T?>
    where T : struct
    where TFormat : struct, IRecordFormat<T>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in T? value)
    {
        BooleanFormat.Write(ref writer, value.HasValue);
        if (value.HasValue)
        {
            TFormat.Write(ref writer, in Nullable.GetValueRefOrDefaultRef(in value));
        }
    }

    public static void Read(ref RecordReader reader, out T? value)
    {
        BooleanFormat.Read(ref reader, out var present);
        if (!present)
        {
            value = null;
            return;
        }

        TFormat.Read(ref reader, out var inner);
        value = inner;
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<T?> values) =>
        Elementwise.WriteAll<T?, NullableFormat<T, TFormat>>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<T?> values) =>
        Elementwise.ReadAll<T?, NullableFormat<T, TFormat>>(ref reader, values);
}
