using System.Runtime.InteropServices;
using Flink.Core.Records;
using Flink.Core.Serialization;
using K4os.Compression.LZ4;

namespace Flink.Runtime.Network.Wire;

/// <summary>Reads what <see cref="RecordEncoder{T}"/> wrote, as far as bytes that nobody vouches for allow.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="pool">Where arrays go that no record keeps.</param>
/// <param name="batchCapacity">Most records of a frame.</param>
/// <remarks>
/// UTF-8 text stays where it came: records hold slices of the frame's array, which then is the garbage collector's and no longer
/// the pool's (docs/decisions/0003).
/// </remarks>
internal sealed class RecordDecoder<T>(BufferPool pool, int batchCapacity)
{
    private const int MostExpansion = 255;

    private readonly Serializer<T> _serializer = Serializers.For<T>();
    private volatile bool _keepsSlices;

    /// <summary>An array for a payload: of the pool, or of its own where records keep slices of it. From any thread.</summary>
    public byte[] BufferFor(int length) => _keepsSlices ? GC.AllocateUninitializedArray<byte>(length) : pool.Rent(length);

    /// <summary>Appends the records of a frame to an empty batch.</summary>
    /// <param name="header">The frame's.</param>
    /// <param name="payload">Its payload; no longer the caller's.</param>
    /// <param name="target">Where they go.</param>
    /// <exception cref="CorruptDataException">The payload is not what the header says.</exception>
    public void Read(in FrameHeader header, byte[] payload, Batch<T> target)
    {
        var bytes = (header.Flags & FrameFlags.Compressed) == 0 ? payload : Decompress(in header, payload);
        var length = (header.Flags & FrameFlags.Compressed) == 0 ? header.Length : header.RawLength;
        var reader = new RecordReader(bytes, 0, length);
        if (header.Count > batchCapacity || header.Count == 0)
        {
            reader.ThrowCorrupt($"a batch of {header.Count} records came on a channel whose batches hold 1 to {batchCapacity}");
        }

        if (header.Count > target.Capacity)
        {
            // Whoever it was lent to has put smaller arrays in.
            target.Swap(new Batch<T>(batchCapacity));
        }

        target.Append(header.Count, out var records, out var timestamps);
        _serializer.ReadAll(ref reader, records);
        ReadTimestamps(ref reader, timestamps, (header.Flags & FrameFlags.OneTimestamp) != 0);
        if (reader.Remaining > 0)
        {
            reader.ThrowCorrupt($"{reader.Remaining} bytes follow the records");
        }

        _keepsSlices = reader.HasSlices;
        if (!reader.HasSlices)
        {
            pool.Return(bytes, length);
        }
    }

    private static void ReadTimestamps(ref RecordReader reader, Span<long> timestamps, bool isOne)
    {
        if (isOne)
        {
            timestamps.Fill(reader.Read<long>());
        }
        else
        {
            reader.ReadBytes(timestamps.Length * sizeof(long)).CopyTo(MemoryMarshal.AsBytes(timestamps));
        }
    }

    private byte[] Decompress(in FrameHeader header, byte[] payload)
    {
        if (header.RawLength > (long)header.Length * MostExpansion)
        {
            throw new CorruptDataException(0, header.Length, $"{header.Length} compressed bytes cannot have been {header.RawLength}");
        }

        var bytes = BufferFor(header.RawLength);
        var length = LZ4Codec.Decode(payload.AsSpan(0, header.Length), bytes.AsSpan(0, header.RawLength));
        pool.Return(payload, header.Length);
        return length == header.RawLength
            ? bytes
            : throw new CorruptDataException(0, header.Length, $"{header.RawLength} bytes were compressed and {length} come out");
    }
}
