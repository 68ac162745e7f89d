namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>A Dictionary that is declared by its interface.</summary>
internal readonly struct ReadOnlyDictionaryInterfaceShape<TKey, TValue> : ICollectionShape<IReadOnlyDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public static bool HasDetail => true;

    public static void Check(IReadOnlyDictionary<TKey, TValue> value)
    {
        if (value.GetType() != typeof(Dictionary<TKey, TValue>))
        {
            throw ObjectGuard.OtherClass(
                value.GetType(), typeof(IReadOnlyDictionary<TKey, TValue>), "What is declared as a dictionary by its interface must be a Dictionary, as which it comes back");
        }
    }

    public static byte DetailOf(IReadOnlyDictionary<TKey, TValue> value) =>
        KnownComparers.CodeOf(((Dictionary<TKey, TValue>)value).Comparer, value);

    public static int Count(IReadOnlyDictionary<TKey, TValue> value) => value.Count;

    public static IReadOnlyDictionary<TKey, TValue>? Build(KeyValuePair<TKey, TValue>[] elements, byte detail)
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
