using System.Buffers;
using System.Net;

namespace Flink.FileSystems.Hdfs.Files;

/// <summary>Bytes of a file that are sent together, in pieces of pooled memory that grow with it. Used by one thread at a time.</summary>
internal sealed class Segment : IDisposable
{
    private const int FirstPiece = 4 << 10;
    private const int LargestPiece = 1 << 20;

    private readonly List<byte[]> _pieces = [];
    private int _room;

    /// <summary>How many bytes it holds.</summary>
    public int Length { get; private set; }

    /// <summary>Adds bytes behind its end.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_room == 0)
            {
                _pieces.Add(ArrayPool<byte>.Shared.Rent(_pieces.Count == 0 ? FirstPiece : Math.Min(LargestPiece, 2 * _pieces[^1].Length)));
                _room = _pieces[^1].Length;
            }

            var count = Math.Min(_room, bytes.Length);
            bytes[..count].CopyTo(_pieces[^1].AsSpan(_pieces[^1].Length - _room));
            _room -= count;
            Length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Removes all bytes.</summary>
    public void Clear()
    {
        _pieces.ForEach(static piece => ArrayPool<byte>.Shared.Return(piece));
        _pieces.Clear();
        (_room, Length) = (0, 0);
    }

    public void Dispose() => Clear();

    /// <summary>The body of a request; may be sent several times while nothing is added.</summary>
    /// <param name="skip">Bytes at the beginning that are left out.</param>
    public HttpContent AsContent(int skip) => new Body(this, skip);

    private void CopyTo(Stream stream, int skip)
    {
        var left = Length;
        foreach (var piece in _pieces)
        {
            var count = Math.Min(left, piece.Length);
            if (skip < count)
            {
                stream.Write(piece.AsSpan(skip, count - skip));
            }

            skip = Math.Max(0, skip - count);
            left -= count;
        }
    }

    private sealed class Body(Segment segment, int skip) : HttpContent
    {
        protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) => segment.CopyTo(stream, skip);

        // Calls block here, but a request may still be sent by the asynchronous way.
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            segment.CopyTo(stream, skip);
            return Task.CompletedTask;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = segment.Length - skip;
            return true;
        }
    }
}
