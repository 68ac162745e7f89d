namespace Flink.Core.Types.Keys;

/// <summary>Keys that may be absent; a present one hashes as its value does.</summary>
/// <typeparam name="TKey">Type of a present key.</typeparam>
/// <typeparam name="TComparer">Comparer of present keys.</typeparam>
public readonly struct NullableKeyComparer<TKey, TComparer> : IKeyComparer<TKey?>
    where TKey : struct
    where TComparer : struct, IKeyComparer<TKey>
{
    /// <inheritdoc/>
    public ulong Hash(in TKey? key) =>
        key.HasValue ? default(TComparer).Hash(in Nullable.GetValueRefOrDefaultRef(in key)) : KeyComparers.NullHash;

    /// <inheritdoc/>
    public bool Equals(in TKey? left, in TKey? right) => left.HasValue
        ? right.HasValue && default(TComparer).Equals(
            in Nullable.GetValueRefOrDefaultRef(in left), in Nullable.GetValueRefOrDefaultRef(in right))
        : !right.HasValue;
}
