namespace Flink.Core.Serialization.Formats;

/// <summary>The batch loops of formats that have no better way than one value after the other.</summary>
internal static class Elementwise
{
    public static void WriteAll<T, TFormat>(ref RecordWriter writer, ReadOnlySpan<T> values)
        where TFormat : struct, IRecordFormat<T>
    {
        foreach (ref readonly var value in values)
        {
            TFormat.Write(ref writer, in value);
        }
    }

    public static void ReadAll<T, TFormat>(ref RecordReader reader, Span<T> values)
        where TFormat : struct, IRecordFormat<T>
    {
        var size = TFormat.MinSize;
        reader.SetAside(values.Length, size);
        for (var i = 0; i < values.Length; i++)
        {
            reader.Release(size);
            TFormat.Read(ref reader, out values[i]);
        }
    }
}
