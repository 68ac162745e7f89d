namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Built by adding, so that hashes of another process do no harm.</summary>
internal readonly struct HashSetShape<T> : ICollectionShape<HashSet<T>, T>
{
    public static bool HasDetail => true;

    public static byte DetailOf(HashSet<T> value) => KnownComparers.CodeOf(value.Comparer, value);

    public static int Count(HashSet<T> value) => value.Count;

    public static HashSet<T>? Build(T[] elements, byte detail)
    {
        if (!KnownComparers.TryGetEquality<T>(detail, out var comparer))
        {
            return null;
        }

        var set = new HashSet<T>(elements, comparer);
        return set.Count == elements.Length ? set : null;
    }
}
