namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>What is declared by its interface: an array comes back as one, everything else as a list with the same elements.</summary>
internal readonly struct CollectionInterfaceShape<T> : ICollectionShape<ICollection<T>, T>
{
    public static bool HasDetail => true;

    public static void Check(ICollection<T> value)
    {
    }

    public static byte DetailOf(ICollection<T> value) => value is Array ? (byte)1 : (byte)0;

    public static int Count(ICollection<T> value) => value.Count;

    public static ICollection<T>? Build(T[] elements, byte detail) => detail switch
    {
        0 => new List<T>(elements),
        1 => elements,
        _ => null,
    };
}
