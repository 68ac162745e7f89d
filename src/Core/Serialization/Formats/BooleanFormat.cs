namespace Flink.Core.Serialization.Formats;

/// <summary>One byte, 0 or 1.</summary>
internal readonly struct BooleanFormat : IRecordFormat<bool>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in bool value) => writer.Write(value ? (byte)1 : (byte)0);

    public static void Read(ref RecordReader reader, out bool value)
    {
        var bits = reader.Read<byte>();
        if (bits > 1)
        {
            reader.ThrowCorrupt($"{bits} is neither true nor false");
        }

        value = bits != 0;
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<bool> values) =>
        Elementwise.WriteAll<bool, BooleanFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<bool> values) =>
        Elementwise.ReadAll<bool, BooleanFormat>(ref reader, values);
}
