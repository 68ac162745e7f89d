using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Flink.Core.Types.Keys;

/// <summary>Keys that are GUIDs; hashed by the two halves of <see cref="Guid.ToByteArray()"/>.</summary>
public readonly struct GuidKeyComparer : IKeyComparer<Guid>
{
    /// <inheritdoc/>
    [SkipLocalsInit]
    public ulong Hash(in Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes);
        return StableHash.Combine(
            StableHash.Of(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
            StableHash.Of(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])));
    }

    /// <inheritdoc/>
    public bool Equals(in Guid left, in Guid right) => left == right;
}
