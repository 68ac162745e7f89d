namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Built by adding, with the order of its comparer.</summary>
internal readonly struct SortedDictionaryShape<TKey, TValue> : ICollectionShape<SortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public static bool HasDetail => true;

    public static byte DetailOf(SortedDictionary<TKey, TValue> value) => KnownComparers.CodeOf(value.Comparer, value);

    public static int Count(SortedDictionary<TKey, TValue> value) => value.Count;

    public static SortedDictionary<TKey, TValue>? Build(KeyValuePair<TKey, TValue>[] elements, byte detail)
    {
        if (!KnownComparers.TryGetOrder<TKey>(detail, out var comparer))
        {
            return null;
        }

        var dictionary = new SortedDictionary<TKey, TValue>(comparer);
        foreach (var (key, value) in elements)
        {
            if (key is null || !dictionary.TryAdd(key, value))
            {
                return null;
            }
        }

        return dictionary;
    }
}
