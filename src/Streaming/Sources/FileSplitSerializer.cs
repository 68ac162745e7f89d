using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Flink.Core;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>File splits as five little-endian numbers, a flag and the path in UTF-8.</summary>
public sealed class FileSplitSerializer : ISplitSerializer<FileSplit>
{
    private const int FixedSize = (5 * sizeof(long)) + 1;

    /// <summary>The only instance.</summary>
    public static readonly FileSplitSerializer Instance = new();

    private FileSplitSerializer()
    {
    }

    /// <inheritdoc/>
    public void Write(FileSplit split, IBufferWriter<byte> target)
    {
        var size = FixedSize + Encoding.UTF8.GetByteCount(split.Path);
        var bytes = target.GetSpan(size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, split.Start);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], split.End);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], split.FileLength);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], split.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], split.Position);
        bytes[40] = split.IsCompressed ? (byte)1 : (byte)0;
        Encoding.UTF8.GetBytes(split.Path, bytes[FixedSize..]);
        target.Advance(size);
    }

    /// <inheritdoc/>
    public FileSplit Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= FixedSize || bytes[40] > 1)
        {
            throw new FlinkException($"The {bytes.Length} bytes are not a file split; the snapshot was written by another source.");
        }

        return new FileSplit(
            Encoding.UTF8.GetString(bytes[FixedSize..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            bytes[40] == 1,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));
    }
}
