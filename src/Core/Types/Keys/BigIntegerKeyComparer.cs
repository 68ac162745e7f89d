using System.Numerics;
using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Keys;

/// <summary>Keys that are integers of any size; hashed by the bytes of <see cref="BigInteger.ToByteArray()"/>.</summary>
public readonly struct BigIntegerKeyComparer : IKeyComparer<BigInteger>
{
    private const int StackBytes = 128;

    /// <inheritdoc/>
    [SkipLocalsInit]
    public ulong Hash(in BigInteger key)
    {
        Span<byte> bytes = stackalloc byte[StackBytes];
        return key.TryWriteBytes(bytes, out var written) ? StableHash.Of(bytes[..written]) : StableHash.Of(key.ToByteArray());
    }

    /// <inheritdoc/>
    public bool Equals(in BigInteger left, in BigInteger right) => left == right;
}
