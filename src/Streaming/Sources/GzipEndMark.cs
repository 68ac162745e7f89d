using System.IO.Compression;

namespace Flink.Streaming.Sources;

/// <summary>
/// A gzip file followed by one more member that holds a mark. <see cref="GZipStream"/> ends silently where a file is cut off; only
/// after a complete file does it read the mark.
/// </summary>
/// <remarks>A gzip file may have several members (RFC 1952, section 2.2), which decompress to the concatenation of their contents.</remarks>
internal sealed class GzipEndMark(Stream file) : Stream
{
    /// <summary>Bytes of the mark once decompressed.</summary>
    public const int MarkLength = 8;

    private static readonly byte[] _mark = [0xFF, 0xFE, 0xFD, 0xFC, 0xFF, 0xFE, 0xFD, 0xFC];
    private static readonly byte[] _member = Compress(_mark);
    private int _marked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether these are the bytes of the mark.</summary>
    public static bool IsMark(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(_mark);

    public override int Read(Span<byte> buffer)
    {
        var count = _marked == 0 ? file.Read(buffer) : 0;
        if (count > 0)
        {
            return count;
        }

        count = Math.Min(buffer.Length, _member.Length - _marked);
        _member.AsSpan(_marked, count).CopyTo(buffer);
        _marked += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }
}
