using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Keys;

/// <summary>Decimal keys by their value: 1.0 equals 1.00, and minus zero equals zero.</summary>
public readonly struct DecimalKeyComparer : IKeyComparer<decimal>
{
    /// <inheritdoc/>
    [SkipLocalsInit]
    public ulong Hash(in decimal key)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(key, bits);
        var low = (uint)bits[0] | (ulong)(uint)bits[1] << 32;
        var mantissa = new UInt128((uint)bits[2], low);
        if (mantissa == 0)
        {
            return StableHash.Of(0UL);
        }

        // Hash the shortest form: no factor of ten that the scale could absorb is left in the mantissa.
        var scale = (bits[3] >> 16) & 0xFF;
        while (scale > 0)
        {
            var (quotient, remainder) = UInt128.DivRem(mantissa, 10);
            if (remainder != 0)
            {
                break;
            }

            mantissa = quotient;
            scale--;
        }

        var signAndScale = (ulong)(uint)(bits[3] & int.MinValue) | (uint)scale;
        var hash = StableHash.Combine(StableHash.Of((ulong)mantissa), (ulong)(mantissa >> 64));
        return StableHash.Combine(hash, signAndScale);
    }

    /// <inheritdoc/>
    public bool Equals(in decimal left, in decimal right) => left == right;
}
