namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>
/// Collections that are rebuilt by adding: a varint, 0 for null and else one more than the number of elements; a byte where the
/// shape has a detail; the elements.
/// </summary>
internal readonly struct CollectionFormat<TCollection, T, TFormat, TShape> : IRecordFormat<TCollection>
    where TFormat : struct, IRecordFormat<T>
    where TShape : struct, ICollectionShape<TCollection, T>
{
    public static int MinSize => 1;

    public static void Write(ref RecordWriter writer, in TCollection value)
    {
        if (TShape.IsNull(value))
        {
            writer.WriteVarint(0);
            return;
        }

        TShape.Check(value);
        var count = TShape.Count(value);
        writer.WriteVarint((ulong)count + 1);
        if (TShape.HasDetail)
        {
            writer.Write(TShape.DetailOf(value));
        }

        foreach (var element in TShape.Elements(value))
        {
            TFormat.Write(ref writer, in element);
            count--;
        }

        if (count != 0)
        {
            throw new FlinkException(
                $"A collection of type '{Flink.Core.Types.TypeNames.Display(value!.GetType())}' gave another number of elements than it has. "
                + "It was changed while it was serialized: a record must not be changed after it was emitted.");
        }
    }

    public static void Read(ref RecordReader reader, out TCollection value)
    {
        if (!CollectionReading.ReadHeader(ref reader, TShape.HasDetail, TFormat.MinSize, out var count, out var detail))
        {
            value = default!;
            return;
        }

        var elements = count == 0 ? [] : new T[count];
        TFormat.ReadAll(ref reader, elements);
        value = CollectionReading.Build<TCollection, T, TShape>(ref reader, elements, detail);
    }

    public static void WriteAll(ref RecordWriter writer, ReadOnlySpan<TCollection> values) =>
        Elementwise.WriteAll<TCollection, CollectionFormat<TCollection, T, TFormat, TShape>>(ref writer, values);

    public static void ReadAll(ref RecordReader reader, Span<TCollection> values) =>
        Elementwise.ReadAll<TCollection, CollectionFormat<TCollection, T, TFormat, TShape>>(ref reader, values);
}
