namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>A HashSet that is declared by an interface.</summary>
/// <typeparam name="TDeclared">ISet or IReadOnlySet.</typeparam>
/// <typeparam name="T">Type of the elements.</typeparam>
internal readonly struct DeclaredSetShape<TDeclared, T> : ICollectionShape<TDeclared, T>
    where TDeclared : class, IEnumerable<T>
{
    public static bool HasDetail => true;

    public static void Check(TDeclared value)
    {
        if (value.GetType() != typeof(HashSet<T>))
        {
            throw ObjectGuard.OtherClass(value.GetType(), typeof(TDeclared), "What is declared as a set by its interface must be a HashSet, as which it comes back");
        }
    }

    public static byte DetailOf(TDeclared value) => HashSetShape<T>.DetailOf((HashSet<T>)(object)value);

    public static int Count(TDeclared value) => ((HashSet<T>)(object)value).Count;

    public static TDeclared? Build(T[] elements, byte detail) => (TDeclared?)(object?)HashSetShape<T>.Build(elements, detail);
}
