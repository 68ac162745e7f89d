namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Built by adding, with the order of its comparer.</summary>
internal readonly struct SortedSetShape<T> : ICollectionShape<SortedSet<T>, T>
{
    public static bool HasDetail => true;

    public static byte DetailOf(SortedSet<T> value) => KnownComparers.CodeOf(value.Comparer, value);

    public static int Count(SortedSet<T> value) => value.Count;

    public static SortedSet<T>? Build(T[] elements, byte detail)
    {
        if (!KnownComparers.TryGetOrder<T>(detail, out var comparer))
        {
            return null;
        }

        var set = new SortedSet<T>(elements, comparer);
        return set.Count == elements.Length ? set : null;
    }
}
