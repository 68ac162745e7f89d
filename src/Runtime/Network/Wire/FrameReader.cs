using System.IO.Hashing;

namespace Flink.Runtime.Network.Wire;

/// <summary>Cuts the bytes of a connection into frames, however they arrive.</summary>
/// <param name="source">The bytes.</param>
/// <remarks>
/// Headers and small frames are read a few kilobytes at once; the rest of a large payload goes straight to where it is kept, and
/// what follows it comes with the same call. Memory is taken as far as bytes have come, not as far as a header announces them.
/// </remarks>
internal sealed class FrameReader(IByteSource source)
{
    private const int StagingSize = 4096;
    private const int TrustedLength = 1 << 20;

    private readonly byte[] _staging = new byte[StagingSize];
    private int _start;
    private int _end;

    /// <summary>Reads one frame and passes it on.</summary>
    /// <returns>False when the other side ended between two frames.</returns>
    /// <exception cref="ProtocolException">The bytes are no frame, or end inside one.</exception>
    public bool ReadFrame(IFrameSink sink)
    {
        if (!FillHeader())
        {
            return false;
        }

        var header = FrameHeader.Read(_staging.AsSpan(_start));
        _start += FrameHeader.Size;
        var payload = header.Length == 0 ? [] : ReadPayload(in header, sink);
        if (XxHash3.HashToUInt64(payload.AsSpan(0, header.Length)) != header.Checksum)
        {
            throw new ProtocolException($"the checksum of a {header.Kind} frame of {header.Length} bytes is wrong");
        }

        sink.Receive(in header, payload);
        return true;
    }

    private bool FillHeader()
    {
        if (_end - _start < FrameHeader.Size && _start > 0)
        {
            _staging.AsSpan(_start, _end - _start).CopyTo(_staging);
            _end -= _start;
            _start = 0;
        }

        while (_end - _start < FrameHeader.Size)
        {
            var read = source.Read(_staging.AsSpan(_end));
            if (read == 0)
            {
                return _end == _start ? false : throw EndedInside();
            }

            _end += read;
        }

        return true;
    }

    private byte[] ReadPayload(in FrameHeader header, IFrameSink sink)
    {
        if (header.Length > TrustedLength)
        {
            return ReadGrowing(header.Length);
        }

        var payload = sink.BufferFor(in header);
        ReadExactly(payload.AsSpan(0, header.Length));
        return payload;
    }

    private byte[] ReadGrowing(int length)
    {
        var payload = GC.AllocateUninitializedArray<byte>(TrustedLength);
        var read = 0;
        while (true)
        {
            ReadExactly(payload.AsSpan(read));
            read = payload.Length;
            if (read == length)
            {
                return payload;
            }

            Array.Resize(ref payload, (int)Math.Min(length, 2L * read));
        }
    }

    private void ReadExactly(Span<byte> target)
    {
        var staged = Math.Min(target.Length, _end - _start);
        _staging.AsSpan(_start, staged).CopyTo(target);
        _start += staged;
        for (target = target[staged..]; !target.IsEmpty;)
        {
            var read = source.Read(target, _staging);
            if (read == 0)
            {
                throw EndedInside();
            }

            (_start, _end) = (0, Math.Max(0, read - target.Length));
            target = target[(read - _end)..];
        }
    }

    private static ProtocolException EndedInside() => new("they end inside a frame");
}
