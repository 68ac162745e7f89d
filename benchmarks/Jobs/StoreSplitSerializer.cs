using System.Buffers;
using System.Buffers.Binary;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>A split as 20 bytes, little-endian.</summary>
internal sealed class StoreSplitSerializer : ISplitSerializer<StoreSplit>
{
    private const int Length = sizeof(int) + 2 * sizeof(long);

    public void Write(StoreSplit split, IBufferWriter<byte> target)
    {
        var bytes = target.GetSpan(Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, split.Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[sizeof(int)..], split.Position);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(sizeof(int) + sizeof(long))..], split.End);
        target.Advance(Length);
    }

    public StoreSplit Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(int)..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[(sizeof(int) + sizeof(long))..]));
}
