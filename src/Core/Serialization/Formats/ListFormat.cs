using System.Runtime.InteropServices;

namespace Flink.Core.Serialization.Formats;

/// <summary>As an array, see <see cref="ArrayFormat{T, TFormat}"/>.</summary>
internal readonly struct ListFormat<T, TFormat> : IRecordFormat<List<T>?>
    where TFormat : struct, IRecordFormat<T>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in List<T>? value)
    {
        ObjectGuard.RefuseOtherClass(value);
        writer.WriteVarint(value is null ? 0 : (ulong)value.Count + 1);
        TFormat.WriteAll(ref writer, CollectionsMarshal.AsSpan(value));
    }

    public static void Read(ref RecordReader reader, out List<T>? value)
    {
        var header = reader.ReadVarint();
        if (header == 0)
        {
            value = null;
            return;
        }

        var count = reader.CheckCount(header - 1, TFormat.MinSize);
        value = new List<T>(count);
        CollectionsMarshal.SetCount(value, count);
        TFormat.ReadAll(ref reader, CollectionsMarshal.AsSpan(value));
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<List<T>?> values) =>
        Elementwise.WriteAll<List<T>?, ListFormat<T, TFormat>>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<List<T>?> values) =>
        Elementwise.ReadAll<List<T>?, ListFormat<T, TFormat>>(ref reader, values);
}
