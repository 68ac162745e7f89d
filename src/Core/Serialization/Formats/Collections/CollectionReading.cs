namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>The parts of reading a collection that do not depend on how its elements are read.</summary>
internal static class CollectionReading
{
    /// <summary>Reads what stands before the elements; false for null.</summary>
    public static bool ReadHeader(ref RecordReader reader, bool hasDetail, int minElementSize, out int count, out byte detail)
    {
        count = 0;
        detail = 0;
        var header = reader.ReadVarint();
        if (header == 0)
        {
            return false;
        }

        if (hasDetail)
        {
            detail = reader.Read<byte>();
        }

        count = reader.CheckCount(header - 1, minElementSize);
        return true;
    }

    /// <summary>Builds a collection of what was read.</summary>
    public static TCollection Build<TCollection, T, TShape>(ref RecordReader reader, T[] elements, byte detail)
        where TShape : struct, ICollectionShape<TCollection, T>
    {
        try
        {
            if (TShape.Build(elements, detail) is { } value)
            {
                return value;
            }
        }
        catch (Exception error) when (error is not FlinkException)
        {
            // The keys' own Equals, GetHashCode or CompareTo, which get objects that no constructor has seen.
            throw new CorruptDataException(
                reader.Position, reader.Position + reader.Remaining, $"elements cannot be compared ({error.Message})", error);
        }

        reader.ThrowCorrupt("a key is null or occurs twice, or a comparer is unknown");
        return default;
    }
}
