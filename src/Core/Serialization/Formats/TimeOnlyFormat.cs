namespace Flink.Core.Serialization.Formats;

/// <summary>Ticks since midnight.</summary>
internal readonly struct TimeOnlyFormat : IRecordFormat<TimeOnly>
{
    public static int MinSize => 8;

    public static void Write(ref RecordWriter writer, in TimeOnly value) => writer.Write(value.Ticks);

    public static void Read(ref RecordReader reader, out TimeOnly value)
    {
        var ticks = reader.Read<long>();
        if ((ulong)ticks > (ulong)TimeOnly.MaxValue.Ticks)
        {
            reader.ThrowCorrupt($"{ticks} ticks are not a time of day");
        }

        value = new TimeOnly(ticks);
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<TimeOnly> values) =>
        Elementwise.WriteAll<TimeOnly, TimeOnlyFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<TimeOnly> values) =>
        Elementwise.ReadAll<TimeOnly, TimeOnlyFormat>(ref reader, values);
}
