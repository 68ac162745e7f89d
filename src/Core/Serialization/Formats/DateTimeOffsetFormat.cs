namespace Flink.Core.Serialization.Formats;

/// <summary>Ticks of the clock time, and the offset in minutes.</summary>
internal readonly struct DateTimeOffsetFormat : IRecordFormat<DateTimeOffset>
{
    public static int MinSize => 10;

    public static void Write(ref RecordWriter writer, in DateTimeOffset value)
    {
        writer.Write(value.Ticks);
        writer.Write((short)value.TotalOffsetMinutes);
    }

    public static void Read(ref RecordReader reader, out DateTimeOffset value)
    {
        var ticks = reader.Read<long>();
        var minutes = reader.Read<short>();
        var utc = ticks - minutes * TimeSpan.TicksPerMinute;
        var most = (ulong)DateTime.MaxValue.Ticks;
        if ((ulong)ticks > most || (ulong)utc > most || Math.Abs((int)minutes) > 14 * 60)
        {
            reader.ThrowCorrupt($"{ticks} ticks at an offset of {minutes} minutes are not a date and time");
        }

        value = new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes));
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<DateTimeOffset> values) =>
        Elementwise.WriteAll<DateTimeOffset, DateTimeOffsetFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<DateTimeOffset> values) =>
        Elementwise.ReadAll<DateTimeOffset, DateTimeOffsetFormat>(ref reader, values);
}
