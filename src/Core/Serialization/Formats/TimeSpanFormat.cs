namespace Flink.Core.Serialization.Formats;

/// <summary>Ticks.</summary>
internal readonly struct TimeSpanFormat : IRecordFormat<TimeSpan>
{
    public static int MinSize => 8;

    public static void Write(ref RecordWriter writer, in TimeSpan value) => writer.Write(value.Ticks);

    public static void Read(ref RecordReader reader, out TimeSpan value)
    {
        value = new TimeSpan(reader.Read<long>());
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<TimeSpan> values) =>
        Elementwise.WriteAll<TimeSpan, TimeSpanFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<TimeSpan> values) =>
        Elementwise.ReadAll<TimeSpan, TimeSpanFormat>(ref reader, values);
}
