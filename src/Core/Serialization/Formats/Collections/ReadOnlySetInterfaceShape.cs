namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>A HashSet that is declared by its interface.</summary>
internal readonly struct ReadOnlySetInterfaceShape<T> : ICollectionShape<IReadOnlySet<T>, T>
{
    public static bool HasDetail => true;

    public static void Check(IReadOnlySet<T> value)
    {
        if (value.GetType() != typeof(HashSet<T>))
        {
            throw ObjectGuard.OtherClass(value.GetType(), typeof(IReadOnlySet<T>), "What is declared as a set by its interface must be a HashSet, as which it comes back");
        }
    }

    public static byte DetailOf(IReadOnlySet<T> value) => KnownComparers.CodeOf(((HashSet<T>)value).Comparer, value);

    public static int Count(IReadOnlySet<T> value) => value.Count;

    public static IReadOnlySet<T>? Build(T[] elements, byte detail)
    {
        if (!KnownComparers.TryGetEquality<T>(detail, out var comparer))
        {
            return null;
        }

        var set = new HashSet<T>(elements, comparer);
        return set.Count == elements.Length ? set : null;
    }
}
