namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Elements in their order.</summary>
internal readonly struct QueueShape<T> : ICollectionShape<Queue<T>, T>
{
    public static int Count(Queue<T> value) => value.Count;

    public static Queue<T>? Build(T[] elements, byte detail) => new Queue<T>(elements);
}
