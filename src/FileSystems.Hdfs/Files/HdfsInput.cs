using System.Net.Sockets;
using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Web;

namespace Flink.FileSystems.Hdfs.Files;

/// <summary>A file being read: one request from the position on, made with the first byte after a seek; a connection that breaks is made anew where it broke.</summary>
internal sealed class HdfsInput(HdfsCluster cluster, FilePath path, long length) : Stream
{
    // Reading over a small gap costs less than another request.
    private const int LongestSkip = 256 * 1024;
    private const int MostFailures = 5;

    private readonly AvoidedDataNode _avoided = new();
    private HttpResponseMessage? _response;
    private Stream? _body;
    private long _bodyPosition;
    private long _position;
    private int _failures;
    private bool _closed;

    public override bool CanRead => !_closed;

    public override bool CanSeek => !_closed;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        while (true)
        {
            var wanted = (int)Math.Min(buffer.Length, length - _position);
            if (wanted <= 0)
            {
                return 0;
            }

            try
            {
                MoveBody();
                var count = _body!.Read(buffer[..wanted]);
                if (count == 0)
                {
                    throw new EndOfStreamException($"the DataNode sent {_bodyPosition} of {length} bytes");
                }

                _failures = 0;
                _bodyPosition += count;
                _position += count;
                return count;
            }
            catch (Exception e) when (e is IOException or HttpRequestException or SocketException)
            {
                Broken(e);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        SeekOrigin.End => length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("The file is open for reading.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is open for reading.");

    protected override void Dispose(bool disposing)
    {
        _closed = true;
        if (disposing)
        {
            CloseBody();
        }

        base.Dispose(disposing);
    }

    private void MoveBody()
    {
        if (_body is not null && _position >= _bodyPosition && _position - _bodyPosition <= LongestSkip)
        {
            Skip(_position - _bodyPosition);
        }

        if (_body is null || _bodyPosition != _position)
        {
            CloseBody();
            _response = cluster.Open(path, _position, _avoided);
            _body = _response.Content.ReadAsStream();
            _bodyPosition = _position;
        }
    }

    private void Skip(long count)
    {
        Span<byte> scratch = stackalloc byte[4096];
        while (count > 0)
        {
            var read = _body!.Read(scratch[..(int)Math.Min(scratch.Length, count)]);
            if (read == 0)
            {
                throw new EndOfStreamException($"the DataNode sent {_bodyPosition} of {length} bytes");
            }

            _bodyPosition += read;
            count -= read;
        }
    }

    private void Broken(Exception error)
    {
        var server = _response?.RequestMessage?.RequestUri;
        CloseBody();
        if (++_failures >= MostFailures)
        {
            throw new FileSystemException(
                FileSystemError.Other,
                path,
                $"Cannot read '{path}': connections to DataNodes broke {_failures} times at byte {_position}, at last that to {server?.Authority}: {error.Message}. See 'hdfs fsck {path.Path}'.",
                error);
        }

        if (server is not null)
        {
            _avoided.Avoid(server.Host);
        }
    }

    private void CloseBody()
    {
        _response?.Dispose();
        _response = null;
        _body = null;
    }
}
