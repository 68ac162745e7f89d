namespace Flink.Core.Types.Keys;

/// <summary>Keys of a type that defines its own equality and hash by <see cref="IStableKey{TSelf}"/>.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
public readonly struct StableKeyComparer<TKey> : IKeyComparer<TKey>
    where TKey : IStableKey<TKey>
{
    /// <inheritdoc/>
    public ulong Hash(in TKey key) => key is null ? KeyComparers.NullHash : key.StableHashCode();

    /// <inheritdoc/>
    public bool Equals(in TKey left, in TKey right) => left is null ? right is null : right is not null && left.Equals(right);
}
