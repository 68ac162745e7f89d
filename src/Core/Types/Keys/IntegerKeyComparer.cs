using System.Numerics;
using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Keys;

/// <summary>Keys that are integers of at most 64 bits, or characters.</summary>
/// <typeparam name="TKey">The integer type.</typeparam>
public readonly struct IntegerKeyComparer<TKey> : IKeyComparer<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in TKey key) => StableHash.Of(ulong.CreateTruncating(key));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in TKey left, in TKey right) => left == right;
}
