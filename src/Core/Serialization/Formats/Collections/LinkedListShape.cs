namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Elements in their order.</summary>
internal readonly struct LinkedListShape<T> : ICollectionShape<LinkedList<T>, T>
{
    public static int Count(LinkedList<T> value) => value.Count;

    public static LinkedList<T>? Build(T[] elements, byte detail) => new LinkedList<T>(elements);
}
