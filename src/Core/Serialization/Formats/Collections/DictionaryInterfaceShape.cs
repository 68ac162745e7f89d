namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>A Dictionary that is declared by its interface.</summary>
internal readonly struct DictionaryInterfaceShape<TKey, TValue> : ICollectionShape<IDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public static bool HasDetail => true;

    public static void Check(IDictionary<TKey, TValue> value)
    {
        if (value.GetType() != typeof(Dictionary<TKey, TValue>))
        {
            throw ObjectGuard.OtherClass(
                value.GetType(), typeof(IDictionary<TKey, TValue>), "What is declared as a dictionary by its interface must be a Dictionary, as which it comes back");
        }
    }

    public static byte DetailOf(IDictionary<TKey, TValue> value) =>
        KnownComparers.CodeOf(((Dictionary<TKey, TValue>)value).Comparer, value);

    public static int Count(IDictionary<TKey, TValue> value) => value.Count;

    public static IDictionary<TKey, TValue>? Build(KeyValuePair<TKey, TValue>[] elements, byte detail)
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
