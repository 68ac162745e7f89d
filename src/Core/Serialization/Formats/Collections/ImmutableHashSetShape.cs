using System.Collections.Immutable;

namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Built by adding, so that hashes of another process do no harm.</summary>
internal readonly struct ImmutableHashSetShape<T> : ICollectionShape<ImmutableHashSet<T>, T>
{
    public static bool HasDetail => true;

    public static byte DetailOf(ImmutableHashSet<T> value) => KnownComparers.CodeOf(value.KeyComparer, value);

    public static int Count(ImmutableHashSet<T> value) => value.Count;

    public static ImmutableHashSet<T>? Build(T[] elements, byte detail)
    {
        if (!KnownComparers.TryGetEquality<T>(detail, out var comparer))
        {
            return null;
        }

        var set = ImmutableHashSet.CreateRange(comparer, elements);
        return set.Count == elements.Length ? set : null;
    }
}
