using System.Numerics;

namespace Flink.Core.Types.Keys;

/// <summary>Keys that are integers of 128 bits; hashed by their lower and their upper half. They do not hash as narrower ones do.</summary>
/// <typeparam name="TKey">The integer type.</typeparam>
public readonly struct WideIntegerKeyComparer<TKey> : IKeyComparer<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>
{
    private const int HalfBits = 64;

    /// <inheritdoc/>
    public ulong Hash(in TKey key) => StableHash.Combine(
        StableHash.Of(ulong.CreateTruncating(key)), StableHash.Of(ulong.CreateTruncating(key >> HalfBits)));

    /// <inheritdoc/>
    public bool Equals(in TKey left, in TKey right) => left == right;
}
