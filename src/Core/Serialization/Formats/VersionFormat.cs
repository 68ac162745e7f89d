namespace Flink.Core.Serialization.Formats;

/// <summary>The version as text, as in <see cref="StringFormat"/>; so two, three or four parts stay what they are.</summary>
internal readonly struct VersionFormat : IRecordFormat<Version?>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in Version? value) => StringFormat.Write(ref writer, value?.ToString());

    public static void Read(ref RecordReader reader, out Version? value)
    {
        StringFormat.Read(ref reader, out var text);
        value = null;
        if (text is not null && !Version.TryParse(text, out value))
        {
            reader.ThrowCorrupt("text is not a version");
        }
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<Version?> values) =>
        Elementwise.WriteAll<Version?, VersionFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<Version?> values) =>
        Elementwise.ReadAll<Version?, VersionFormat>(ref reader, values);
}
