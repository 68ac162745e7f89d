namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>What is declared by an interface of lists: an array comes back as one, everything else as a list with the same elements.</summary>
/// <typeparam name="TDeclared">IList, ICollection, or their read-only twins.</typeparam>
/// <typeparam name="T">Type of the elements.</typeparam>
internal readonly struct DeclaredListShape<TDeclared, T> : ICollectionShape<TDeclared, T>
    where TDeclared : class, IEnumerable<T>
{
    public static bool HasDetail => true;

    public static void Check(TDeclared value)
    {
    }

    public static byte DetailOf(TDeclared value) => value is Array ? (byte)1 : (byte)0;

    public static int Count(TDeclared value) => value is ICollection<T> collection ? collection.Count : ((IReadOnlyCollection<T>)value).Count;

    public static TDeclared? Build(T[] elements, byte detail) => detail switch
    {
        0 => (TDeclared)(object)new List<T>(elements),
        1 => (TDeclared)(object)elements,
        _ => null,
    };
}
