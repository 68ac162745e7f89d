using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Keys;

/// <summary>Keys of an enumeration, by the bits of their value.</summary>
/// <typeparam name="TKey">The enumeration.</typeparam>
public readonly struct EnumKeyComparer<TKey> : IKeyComparer<TKey>
    where TKey : unmanaged, Enum
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in TKey key) => StableHash.Of(Bits(key));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in TKey left, in TKey right) => Bits(left) == Bits(right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(TKey key) => Unsafe.SizeOf<TKey>() switch
    {
        1 => Unsafe.BitCast<TKey, byte>(key),
        2 => Unsafe.BitCast<TKey, ushort>(key),
        4 => Unsafe.BitCast<TKey, uint>(key),
        _ => Unsafe.BitCast<TKey, ulong>(key),
    };
}
