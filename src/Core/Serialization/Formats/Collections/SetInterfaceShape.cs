namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>A HashSet that is declared by its interface.</summary>
internal readonly struct SetInterfaceShape<T> : ICollectionShape<ISet<T>, T>
{
    public static bool HasDetail => true;

    public static void Check(ISet<T> value)
    {
        if (value.GetType() != typeof(HashSet<T>))
        {
            throw ObjectGuard.OtherClass(value.GetType(), typeof(ISet<T>), "What is declared as a set by its interface must be a HashSet, as which it comes back");
        }
    }

    public static byte DetailOf(ISet<T> value) => KnownComparers.CodeOf(((HashSet<T>)value).Comparer, value);

    public static int Count(ISet<T> value) => value.Count;

    public static ISet<T>? Build(T[] elements, byte detail)
    {
        if (!KnownComparers.TryGetEquality<T>(detail, out var comparer))
        {
            return null;
        }

        var set = new HashSet<T>(elements, comparer);
        return set.Count == elements.Length ? set : null;
    }
}
