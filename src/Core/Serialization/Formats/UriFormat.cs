namespace Flink.Core.Serialization.Formats;

/// <summary>The text that the address was made of, as in <see cref="StringFormat"/>.</summary>
internal readonly struct UriFormat : IRecordFormat<Uri?>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in Uri? value)
    {
        ObjectGuard.RefuseOtherClass(value);
        StringFormat.Write(ref writer, value?.OriginalString);
    }

    public static void Read(ref RecordReader reader, out Uri? value)
    {
        StringFormat.Read(ref reader, out var text);
        value = null;
        if (text is not null && !Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out value))
        {
            reader.ThrowCorrupt("text is not an address");
        }
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<Uri?> values) =>
        Elementwise.WriteAll<Uri?, UriFormat>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<Uri?> values) =>
        Elementwise.ReadAll<Uri?, UriFormat>(ref reader, values);
}
