using Flink.Core.Serialization.Formats.Collections;

namespace Flink.Core.Serialization.Evolution;

/// <summary>A collection whose elements have changed, or that was a collection of another class.</summary>
/// <param name="element">Reads the elements.</param>
/// <param name="hadDetail">Whether a byte before them says what else belongs to it.</param>
internal sealed class CollectionEvolved<TCollection, T, TShape>(Evolved<T> element, bool hadDetail) : Evolved<TCollection>
    where TShape : struct, ICollectionShape<TCollection, T>
{
    public override int MinSize => 1;

    public override void Read(ref RecordReader reader, out TCollection value)
    {
        if (!CollectionReading.ReadHeader(ref reader, hadDetail, element.MinSize, out var count, out var detail))
        {
            value = default!;
            return;
        }

        var elements = count == 0 ? [] : new T[count];
        element.ReadAll(ref reader, elements);
        value = CollectionReading.Build<TCollection, T, TShape>(ref reader, elements, detail);
    }
}
