namespace Flink.Core.Serialization.Formats;

/// <summary>The number of the day, as <see cref="DateOnly.DayNumber"/>.</summary>
internal readonly struct DateOnlyFormat : IRecordFormat<DateOnly>
{
    public static int MinSize => 4;

    public static void Write(ref RecordWriter writer, in DateOnly value) => writer.Write(value.DayNumber);

    public static void Read(ref RecordReader reader, out DateOnly value)
    {
        var day = reader.Read<int>();
        if ((uint)day > (uint)DateOnly.MaxValue.DayNumber)
        {
            reader.ThrowCorrupt($"{day} is not the number of a day");
        }

        value = DateOnly.FromDayNumber(day);
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<DateOnly> values) =>
        Elementwise.WriteAll<DateOnly, DateOnlyFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<DateOnly> values) =>
        Elementwise.ReadAll<DateOnly, DateOnlyFormat>(ref reader, values);
}
