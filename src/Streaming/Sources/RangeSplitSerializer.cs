using System.Buffers;
using System.Buffers.Binary;
using Flink.Core;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>Range splits in 24 bytes, little-endian.</summary>
public sealed class RangeSplitSerializer : ISplitSerializer<RangeSplit>
{
    private const int Size = 24;

    /// <summary>The only instance.</summary>
    public static readonly RangeSplitSerializer Instance = new();

    private RangeSplitSerializer()
    {
    }

    /// <inheritdoc/>
    public void Write(RangeSplit split, IBufferWriter<byte> target)
    {
        var bytes = target.GetSpan(Size);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, split.Number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], split.Stride);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], split.Next);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], split.Remaining);
        target.Advance(Size);
    }

    /// <inheritdoc/>
    public RangeSplit Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new FlinkException($"A range split takes {Size} bytes, but the snapshot holds {bytes.Length}; it was written by another source.");
        }

        return new RangeSplit(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
    }
}
