using System.Buffers.Binary;
using System.Globalization;

namespace Flink.Runtime.Rpc;

/// <summary>Names one term of an endpoint's leadership; a message that carries the token of another term is refused.</summary>
/// <param name="High">The upper 64 bits.</param>
/// <param name="Low">The lower 64 bits.</param>
/// <remarks>Tokens are compared for equality only: which of two terms is the later one is known to the leader election, not here.</remarks>
public readonly record struct FencingToken(ulong High, ulong Low)
{
    /// <summary>The token of an endpoint that is not fenced, or that does not lead at the moment.</summary>
    public static FencingToken None => default;

    /// <summary>A token that no other term has.</summary>
    /// <param name="random">The source of chance that the process was given.</param>
    public static FencingToken Next(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        FencingToken token;
        do
        {
            random.NextBytes(bytes);
            token = new FencingToken(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        }
        while (token == None);

        return token;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is not 32 hexadecimal digits.</exception>
    public static FencingToken Parse(string text) =>
        text is { Length: 32 }
        && ulong.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
        && ulong.TryParse(text.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
            ? new FencingToken(high, low)
            : throw new FormatException($"'{text}' is not a fencing token, which is 32 hexadecimal digits.");

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
