using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Flink.Core.Graph;

namespace Flink.Runtime.Blobs;

/// <summary>Names a blob by its content: the SHA-256 of its bytes, 64 hexadecimal digits in lower case.</summary>
/// <remarks>An object, as its owner is: collections of structs of ours are compiled when a process uses them first, which is while its first job waits.</remarks>
/// <param name="Hash">The digits. A key is made by <see cref="Of"/>, <see cref="FromHash"/> or <see cref="Parse"/>.</param>
public sealed record BlobKey(string Hash) : IParsable<BlobKey>
{
    private const int Digits = 2 * SHA256.HashSizeInBytes;

    /// <summary>The first half of the hash: what tells contents apart within a process.</summary>
    public Id128 Content => Id128.TryParse(Hash.AsSpan(0, Digits / 2), out var half)
        ? half
        : throw new InvalidOperationException($"'{Hash}' is no key that was made by {nameof(Of)}, {nameof(FromHash)} or {nameof(Parse)}.");

    /// <summary>The key of some content.</summary>
    public static BlobKey Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromHash(hash);
    }

    /// <summary>The key of content whose SHA-256 this is.</summary>
    public static BlobKey FromHash(ReadOnlySpan<byte> hash) => hash.Length == SHA256.HashSizeInBytes
        ? new BlobKey(Convert.ToHexStringLower(hash))
        : throw new ArgumentException($"A SHA-256 has {SHA256.HashSizeInBytes} bytes, not {hash.Length}.", nameof(hash));

    /// <summary>Reads the digits; whatever comes from outside must come through here, since keys are names of files.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static BlobKey Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var key)
        ? key
        : throw new FormatException($"'{s}' is no key of a blob, which has {Digits} hexadecimal digits in lower case.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out BlobKey result)
    {
        var isKey = s is { Length: Digits } && s.All(char.IsAsciiHexDigitLower);
        result = isKey ? new BlobKey(s!) : null;
        return isKey;
    }

    /// <inheritdoc/>
    public override string ToString() => Hash;
}
