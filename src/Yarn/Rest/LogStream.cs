namespace Flink.Yarn.Rest;

/// <summary>The end of a log file, as it was at one moment, read while it comes: it may be longer than memory.</summary>
/// <remarks>By one reader, which disposes of it.</remarks>
internal sealed class LogStream : IDisposable
{
    private const int LongestHead = 64 << 10;

    private readonly HttpResponseMessage _answer;
    private readonly Stream _content;
    private readonly ReadOnlyMemory<byte> _first;
    private long _read;

    private LogStream(HttpResponseMessage answer, Stream content, ReadOnlyMemory<byte> first, long length, long most)
    {
        (_answer, _content, _first) = (answer, content, first);
        Length = length;
        Begin = Math.Max(0, length - most);
    }

    /// <summary>Bytes of the whole file at that moment.</summary>
    public long Length { get; }

    /// <summary>Where in the file it begins.</summary>
    public long Begin { get; }

    /// <summary>Reads the lines about the file, up to where its bytes begin; null when it is something else. Takes the answer over.</summary>
    public static async Task<LogStream?> OpenAsync(HttpResponseMessage answer, long most, CancellationToken cancellation)
    {
        var isOurs = false;
        try
        {
            var content = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            var head = new byte[LongestHead];
            var filled = 0;
            while (filled < head.Length && await content.ReadAsync(head.AsMemory(filled), cancellation).ConfigureAwait(false) is > 0 and var read)
            {
                filled += read;
                if (LogTail.TryReadHead(head.AsSpan(0, filled), out var length, out var begin))
                {
                    isOurs = true;
                    return new LogStream(answer, content, head.AsMemory(begin..filled), length, most);
                }
            }

            return null;
        }
        finally
        {
            if (!isOurs)
            {
                answer.Dispose();
            }
        }
    }

    /// <summary>Reads on.</summary>
    /// <returns>How many bytes; none at the end of the file.</returns>
    /// <exception cref="IOException">It is cut off.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var left = (int)Math.Min(buffer.Length, Length - Begin - _read);
        if (left == 0)
        {
            return 0;
        }

        if (_read < _first.Length)
        {
            var count = Math.Min(left, _first.Length - (int)_read);
            _first.Slice((int)_read, count).CopyTo(buffer);
            _read += count;
            return count;
        }

        var read = await _content.ReadAsync(buffer[..left], cancellation).ConfigureAwait(false);
        _read += read;
        return read > 0 ? read : throw new EndOfStreamException($"The log ends after {_read} of {Length - Begin} bytes");
    }

    public void Dispose() => _answer.Dispose();
}
