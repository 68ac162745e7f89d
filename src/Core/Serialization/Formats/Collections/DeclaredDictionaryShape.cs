namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>A Dictionary that is declared by an interface.</summary>
/// <typeparam name="TDeclared">IDictionary or IReadOnlyDictionary.</typeparam>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
internal readonly struct DeclaredDictionaryShape<TDeclared, TKey, TValue> : ICollectionShape<TDeclared, KeyValuePair<TKey, TValue>>
    where TDeclared : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public static bool HasDetail => true;

    public static void Check(TDeclared value)
    {
        if (value.GetType() != typeof(Dictionary<TKey, TValue>))
        {
            throw ObjectGuard.OtherClass(
                value.GetType(), typeof(TDeclared), "What is declared as a dictionary by its interface must be a Dictionary, as which it comes back");
        }
    }

    public static byte DetailOf(TDeclared value) => DictionaryShape<TKey, TValue>.DetailOf((Dictionary<TKey, TValue>)(object)value);

    public static int Count(TDeclared value) => ((Dictionary<TKey, TValue>)(object)value).Count;

    public static TDeclared? Build(KeyValuePair<TKey, TValue>[] elements, byte detail) =>
        (TDeclared?)(object?)DictionaryShape<TKey, TValue>.Build(elements, detail);
}
