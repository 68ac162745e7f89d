namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>What is declared by its interface: an array comes back as one, everything else as a list with the same elements.</summary>
internal readonly struct ReadOnlyCollectionInterfaceShape<T> : ICollectionShape<IReadOnlyCollection<T>, T>
{
    public static bool HasDetail => true;

    public static void Check(IReadOnlyCollection<T> value)
    {
    }

    public static byte DetailOf(IReadOnlyCollection<T> value) => value is Array ? (byte)1 : (byte)0;

    public static int Count(IReadOnlyCollection<T> value) => value.Count;

    public static IReadOnlyCollection<T>? Build(T[] elements, byte detail) => detail switch
    {
        0 => new List<T>(elements),
        1 => elements,
        _ => null,
    };
}
