namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>Built by adding, so that hashes of another process do no harm.</summary>
internal readonly struct DictionaryShape<TKey, TValue> : ICollectionShape<Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public static bool HasDetail => true;

    public static byte DetailOf(Dictionary<TKey, TValue> value) =>
        KnownComparers.CodeOf(value.Comparer, value);

    public static int Count(Dictionary<TKey, TValue> value) => value.Count;

    public static Dictionary<TKey, TValue>? Build(KeyValuePair<TKey, TValue>[] elements, byte detail)
    {
        if (!KnownComparers.TryGetEquality<TKey>(detail, out var comparer))
        {
            return null;
        }

        var dictionary = new Dictionary<TKey, TValue>(elements.Length, comparer);
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
