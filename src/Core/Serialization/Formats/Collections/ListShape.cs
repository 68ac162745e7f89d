namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Elements in their order.</summary>
internal readonly struct ListShape<T> : ICollectionShape<List<T>, T>
{
    public static int Count(List<T> value) => value.Count;

    public static List<T>? Build(T[] elements, byte detail) => [.. elements];
}
