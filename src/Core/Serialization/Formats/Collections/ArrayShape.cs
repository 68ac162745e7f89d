namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Elements in their order.</summary>
internal readonly struct ArrayShape<T> : ICollectionShape<T[], T>
{
    // An array of a derived class's objects is an array too.
    public static void Check(T[] value)
    {
    }

    public static int Count(T[] value) => value.Length;

    public static T[]? Build(T[] elements, byte detail) => elements;
}
