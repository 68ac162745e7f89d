using System.Buffers;
using System.IO.Hashing;
using Flink.Core;

namespace Flink.Runtime.Network.Wire;

/// <summary>Builds one frame after the other: a pooled array that grows, with room for the header in front.</summary>
/// <remarks>On one thread at a time.</remarks>
internal sealed class FrameBuffer(BufferPool pool) : IBufferWriter<byte>
{
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Bytes of the payload so far.</summary>
    public int PayloadLength => _length - FrameHeader.Size;

    /// <summary>The payload so far; writable until the frame is made.</summary>
    public Span<byte> Payload => _buffer.AsSpan(FrameHeader.Size, PayloadLength);

    /// <summary>Begins a frame whose payload will probably take so many bytes.</summary>
    public void Begin(int payloadLength)
    {
        _buffer = pool.Rent(FrameHeader.Size + payloadLength);
        _length = FrameHeader.Size;
    }

    /// <summary>Forgets the end of the payload.</summary>
    public void Truncate(int payloadLength) => _length = FrameHeader.Size + payloadLength;

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_buffer.Length - _length < Math.Max(sizeHint, 1))
        {
            Grow(sizeHint);
        }

        return _buffer.AsSpan(_length);
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return _buffer.AsMemory(_length);
    }

    /// <summary>Ends the frame.</summary>
    public Frame End(FrameKind kind, uint channel, int count = 0, int rawLength = 0, FrameFlags flags = FrameFlags.None)
    {
        new FrameHeader(kind, flags, PayloadLength, channel, count, rawLength, XxHash3.HashToUInt64(Payload)).Write(_buffer);
        var frame = new Frame(_buffer, _length);
        _buffer = [];
        _length = 0;
        return frame;
    }

    /// <summary>Gives the array of an unfinished frame back.</summary>
    public void Abandon()
    {
        pool.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow(int sizeHint)
    {
        var needed = (long)_length + Math.Max(sizeHint, 1);
        if (needed > FrameHeader.Size + FrameHeader.MaxLength)
        {
            throw new FlinkException(
                $"A record takes more than {FrameHeader.MaxLength} bytes, the most that one record may take between two processes. Send a reference to large content instead of the content.");
        }

        var larger = pool.Rent((int)Math.Min(Math.Max(needed, 2L * _buffer.Length), FrameHeader.Size + FrameHeader.MaxLength));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        pool.Return(_buffer);
        _buffer = larger;
    }
}
