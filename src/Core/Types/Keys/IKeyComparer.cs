namespace Flink.Core.Types.Keys;

/// <summary>
/// Equality and hash of keys by value. Implementations are empty structs, so that a hash table closed over one inlines both.
/// </summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <remarks>
/// Equal keys hash equal; hashes are those of <see cref="StableHash"/> and the same in every process. Which values are equal is
/// said at <see cref="KeyComparers"/>. Null is a value like others here (parts of keys may be null); that a key as a whole is
/// not null is checked where keys are extracted.
/// </remarks>
public interface IKeyComparer<TKey>
{
    /// <summary>The stable hash of a key.</summary>
    ulong Hash(in TKey key);

    /// <summary>Whether two keys are the same.</summary>
    bool Equals(in TKey left, in TKey right);
}
