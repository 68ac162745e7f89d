namespace Flink.Core.Serialization.Formats;

/// <summary>Ticks in 62 bits and the kind above them; local times travel as they read, not as instants.</summary>
internal readonly struct DateTimeFormat : IRecordFormat<DateTime>
{
    public static int MinSize => 8;

    public static void Write(ref RecordWriter writer, in DateTime value) =>
        writer.Write((ulong)value.Ticks | (ulong)value.Kind << 62);

    public static void Read(ref RecordReader reader, out DateTime value)
    {
        var bits = reader.Read<ulong>();
        var ticks = (long)(bits & ~(3UL << 62));
        var kind = (DateTimeKind)(bits >> 62);
        if (ticks > DateTime.MaxValue.Ticks || kind > DateTimeKind.Local)
        {
            reader.ThrowCorrupt($"0x{bits:X16} is not a date and time");
        }

        value = new DateTime(ticks, kind);
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<DateTime> values) =>
        Elementwise.WriteAll<DateTime, DateTimeFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<DateTime> values) =>
        Elementwise.ReadAll<DateTime, DateTimeFormat>(ref reader, values);
}
