namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>What is declared by its interface: an array comes back as one, everything else as a list with the same elements.</summary>
internal readonly struct ReadOnlyListInterfaceShape<T> : ICollectionShape<IReadOnlyList<T>, T>
{
    public static bool HasDetail => true;

    public static void Check(IReadOnlyList<T> value)
    {
    }

    public static byte DetailOf(IReadOnlyList<T> value) => value is Array ? (byte)1 : (byte)0;

    public static int Count(IReadOnlyList<T> value) => value.Count;

    public static IReadOnlyList<T>? Build(T[] elements, byte detail) => detail switch
    {
        0 => new List<T>(elements),
        1 => elements,
        _ => null,
    };
}
