using System.Buffers.Binary;
using System.Globalization;

namespace Flink.Core.Graph;

/// <summary>128 bits that print as the 32 hexadecimal digits of Flink's ids.</summary>
/// <param name="High">The first 16 digits.</param>
/// <param name="Low">The last 16 digits.</param>
public readonly record struct Id128(ulong High, ulong Low)
{
    /// <summary>The id in 16 bytes, big-endian as it prints.</summary>
    public static Id128 FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Reads 32 hexadecimal digits.</summary>
    /// <returns>False when <paramref name="text"/> is anything else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Id128 id)
    {
        id = default;
        if (text.Length != 32
            || !ulong.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        id = new Id128(high, low);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
