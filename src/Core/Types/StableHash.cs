using System.Buffers;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Flink.Core.Types;

/// <summary>
/// The hash that places keys: 64 bits, free of seeds, the same in every process, on every machine and in every version that can
/// read each other's state. Nothing that is ordered, stored or sent may hash in another way.
/// </summary>
/// <remarks>
/// Integers of every width go through the 64-bit finaliser of MurmurHash3 after sign or zero extension, so that a key which is
/// widened (int to long) stays where it is. Bytes go through XXH3 with seed 0. Composites chain <see cref="Combine"/>.
/// </remarks>
public static class StableHash
{
    private const ulong CombineMultiplier = 0x9E3779B97F4A7C15;
    private const int StackBytes = 512;

    /// <summary>Hash of an unsigned integer; a bijection, so distinct integers never collide in 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong value)
    {
        value ^= value >> 33;
        value *= 0xFF51AFD7ED558CCD;
        value ^= value >> 33;
        value *= 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }

    /// <summary>Hash of a signed integer: that of its two's complement bits, sign-extended from narrower types.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(long value) => Of((ulong)value);

    /// <summary>Hash of a double with -0.0 equal to 0.0 and every NaN equal to every other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(double value)
    {
        if (double.IsNaN(value))
        {
            value = double.NaN;
        }

        return Of(BitConverter.DoubleToUInt64Bits(value + 0.0));
    }

    /// <summary>Hash of a sequence of bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes);

    /// <summary>
    /// Hash of text: that of its UTF-8 bytes, so that a <see cref="string"/> and a <see cref="Utf8String"/> of the same text agree.
    /// Unpaired surrogates count as U+FFFD.
    /// </summary>
    [SkipLocalsInit]
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var bound = Encoding.UTF8.GetMaxByteCount(Math.Min(text.Length, StackBytes));
        if (bound <= StackBytes)
        {
            Span<byte> bytes = stackalloc byte[StackBytes];
            return Of(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        var hash = Of(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>Adds the hash of a further part to the hash of the parts before it; the order of parts matters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong before, ulong next) => Of(BitOperations.RotateLeft(before, 29) * CombineMultiplier + next);

    /// <summary>Folds a hash into the 32 bits that <see cref="object.GetHashCode"/> asks for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Fold(ulong hash) => (int)(hash ^ (hash >> 32));
}
