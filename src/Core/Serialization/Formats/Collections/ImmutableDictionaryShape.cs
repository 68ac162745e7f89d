using System.Collections.Immutable;

namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Built by adding, so that hashes of another process do no harm. Values are compared by default.</summary>
internal readonly struct ImmutableDictionaryShape<TKey, TValue>
    : ICollectionShape<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public static bool HasDetail => true;

    public static byte DetailOf(ImmutableDictionary<TKey, TValue> value) => KnownComparers.CodeOf(value.KeyComparer, value);

    public static int Count(ImmutableDictionary<TKey, TValue> value) => value.Count;

    public static ImmutableDictionary<TKey, TValue>? Build(KeyValuePair<TKey, TValue>[] elements, byte detail)
    {
        if (!KnownComparers.TryGetEquality<TKey>(detail, out var comparer))
        {
            return null;
        }

        var builder = ImmutableDictionary.CreateBuilder<TKey, TValue>(comparer);
        foreach (var (key, value) in elements)
        {
            if (key is null || !builder.TryAdd(key, value))
            {
                return null;
            }
        }

        return builder.ToImmutable();
    }
}
