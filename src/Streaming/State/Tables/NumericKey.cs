using System.Runtime.CompilerServices;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.State.Tables;

/// <summary>Keys that are integers of up to 64 bits, and so have an order without gaps.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TComparer">Its equality; another one than that of the number is none of ours.</typeparam>
internal static class NumericKey<TKey, TComparer>
    where TComparer : struct, IKeyComparer<TKey>
{
    private const ulong Sign = 1UL << 63;

    /// <summary>Whether keys are such numbers; follows from the types, so that the question costs nothing.</summary>
    public static bool IsNumeric
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TComparer) == typeof(IntegerKeyComparer<long>) || typeof(TComparer) == typeof(IntegerKeyComparer<ulong>)
            || typeof(TComparer) == typeof(IntegerKeyComparer<int>) || typeof(TComparer) == typeof(IntegerKeyComparer<uint>)
            || typeof(TComparer) == typeof(IntegerKeyComparer<short>) || typeof(TComparer) == typeof(IntegerKeyComparer<ushort>)
            || typeof(TComparer) == typeof(IntegerKeyComparer<sbyte>) || typeof(TComparer) == typeof(IntegerKeyComparer<byte>)
            || typeof(TComparer) == typeof(IntegerKeyComparer<char>);
    }

    private static bool IsSigned
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TKey) == typeof(long) || typeof(TKey) == typeof(int) || typeof(TKey) == typeof(short) || typeof(TKey) == typeof(sbyte);
    }

    /// <summary>The key's number, such that numbers are in the order of keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OrdinalOf(in TKey key)
    {
        ref var at = ref Unsafe.AsRef(in key);
        if (IsSigned)
        {
            var number = Unsafe.SizeOf<TKey>() switch
            {
                8 => Unsafe.As<TKey, long>(ref at),
                4 => Unsafe.As<TKey, int>(ref at),
                2 => Unsafe.As<TKey, short>(ref at),
                _ => Unsafe.As<TKey, sbyte>(ref at),
            };
            return unchecked((ulong)number) ^ Sign;
        }

        return Unsafe.SizeOf<TKey>() switch
        {
            8 => Unsafe.As<TKey, ulong>(ref at),
            4 => Unsafe.As<TKey, uint>(ref at),
            2 => Unsafe.As<TKey, ushort>(ref at),
            _ => Unsafe.As<TKey, byte>(ref at),
        };
    }

    /// <summary>The key with a number; of no other number than that of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKey KeyOf(ulong ordinal)
    {
        // The low bytes of the number are those of the key.
        var number = IsSigned ? ordinal ^ Sign : ordinal;
        return Unsafe.SizeOf<TKey>() switch
        {
            8 => Unsafe.BitCast<ulong, TKey>(number),
            4 => Unsafe.BitCast<uint, TKey>((uint)number),
            2 => Unsafe.BitCast<ushort, TKey>((ushort)number),
            _ => Unsafe.BitCast<byte, TKey>((byte)number),
        };
    }
}
