using System.Runtime.InteropServices;
using Flink.Core.Records;
using Flink.Core.Serialization;
using K4os.Compression.LZ4;

namespace Flink.Runtime.Network.Wire;

/// <summary>Writes batches as frames: the records by their serializer, then the timestamps.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="pool">Where the frames' arrays come from.</param>
/// <param name="maxBytes">Bytes of a frame, if it holds more than one record.</param>
/// <param name="compresses">Whether frames are compressed where that makes them shorter.</param>
/// <remarks>One for each channel, on its producer's thread: it learns how large the records are.</remarks>
internal sealed class RecordEncoder<T>(BufferPool pool, int maxBytes, bool compresses)
{
    private const int LeastToCompress = 256;

    private readonly Serializer<T> _serializer = Serializers.For<T>();
    private readonly FrameBuffer _buffer = new(pool);
    private readonly FrameBuffer _compressed = new(pool);
    private int _recordBytes = Serializers.For<T>().MinSize + sizeof(long);

    /// <summary>How many records a frame probably takes, going by the last ones.</summary>
    public int RecordsThatFit => Math.Max(1, maxBytes / _recordBytes);

    /// <summary>Writes as many records as fit a frame, at least one.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="start">The first one to write.</param>
    /// <param name="channel">Number of the channel.</param>
    /// <param name="count">How many it were.</param>
    public Frame Write(Batch<T> batch, int start, uint channel, out int count)
    {
        var records = batch.Records[start..];
        _buffer.Begin((int)Math.Min((long)records.Length * _recordBytes, maxBytes));
        try
        {
            count = WriteRecords(records);
            var flags = WriteTimestamps(batch.Timestamps.Slice(start, count));
            return compresses && _buffer.PayloadLength >= LeastToCompress
                ? Compress(channel, count, flags)
                : _buffer.End(FrameKind.Batch, channel, count, _buffer.PayloadLength, flags);
        }
        catch
        {
            _buffer.Abandon();
            throw;
        }
    }

    // What is too much for one frame is cut into equal parts by what the last records took. A wrong guess is taken back.
    private int WriteRecords(ReadOnlySpan<T> records)
    {
        var frames = (((long)records.Length * _recordBytes) + maxBytes - 1) / maxBytes;
        var goal = (int)((records.Length + frames - 1) / frames);
        var written = 0;
        while (written < goal)
        {
            var before = _buffer.PayloadLength;
            var room = maxBytes - before - (written * sizeof(long));
            var chunk = Math.Min(goal - written, Math.Max(1, room / _recordBytes));
            _serializer.Serialize(records.Slice(written, chunk), _buffer);
            _recordBytes = ((_buffer.PayloadLength - before + chunk - 1) / chunk) + sizeof(long);
            if (written + chunk > 1 && _buffer.PayloadLength + ((written + chunk) * sizeof(long)) > maxBytes)
            {
                _buffer.Truncate(before);
                if (chunk == 1)
                {
                    break;
                }

                goal = written + (chunk / 2);
                continue;
            }

            written += chunk;
        }

        return written;
    }

    private FrameFlags WriteTimestamps(ReadOnlySpan<long> timestamps)
    {
        var isOne = timestamps.IndexOfAnyExcept(timestamps[0]) < 0;
        var bytes = MemoryMarshal.AsBytes(isOne ? timestamps[..1] : timestamps);
        bytes.CopyTo(_buffer.GetSpan(bytes.Length));
        _buffer.Advance(bytes.Length);
        return isOne ? FrameFlags.OneTimestamp : FrameFlags.None;
    }

    private Frame Compress(uint channel, int count, FrameFlags flags)
    {
        var raw = _buffer.PayloadLength;
        _compressed.Begin(LZ4Codec.MaximumOutputSize(raw));
        var length = LZ4Codec.Encode(_buffer.Payload, _compressed.GetSpan());
        if (length <= 0 || length >= raw)
        {
            _compressed.Abandon();
            return _buffer.End(FrameKind.Batch, channel, count, raw, flags);
        }

        _compressed.Advance(length);
        _buffer.Abandon();
        return _compressed.End(FrameKind.Batch, channel, count, raw, flags | FrameFlags.Compressed);
    }
}
