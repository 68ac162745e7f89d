namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>The lowest element first, as they were pushed.</summary>
internal readonly struct StackShape<T> : ICollectionShape<Stack<T>, T>
{
    public static IEnumerable<T> Elements(Stack<T> value) => value.Reverse();

    public static int Count(Stack<T> value) => value.Count;

    public static Stack<T>? Build(T[] elements, byte detail) => new Stack<T>(elements);
}
