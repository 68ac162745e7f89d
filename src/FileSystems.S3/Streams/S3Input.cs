using Amazon.S3;
using Amazon.S3.Model;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.Connections;

namespace Flink.FileSystems.S3.Streams;

/// <summary>An object being read: by ranges, which get larger while it is read on, and again from where it was when a connection breaks.</summary>
/// <remarks>For one thread at a time. All ranges are of one version of the object: a change in between is an error.</remarks>
internal sealed class S3Input : Stream
{
    private const string Verb = "read";
    private const int FirstRange = 1 << 20;
    private const int LargestRange = 16 << 20;

    private readonly S3Connection _connection;
    private readonly ObjectPlace _at;
    private readonly byte[] _buffer = new byte[128 * 1024];

    // The buffer holds what begins at _bufferStart; the answer that is being read goes on behind it, up to _rangeEnd.
    private long _bufferStart;
    private int _bufferCount;
    private long _position;
    private long _rangeEnd;
    private int _range = FirstRange;
    private GetObjectResponse? _answer;
    private string? _version;
    private long _length = -1;

    /// <exception cref="FileSystemException">There is no such object, or it cannot be read.</exception>
    public S3Input(S3Connection connection, ObjectPlace at)
    {
        _connection = connection;
        _at = at;
        Fill();
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position >= _length || buffer.Length == 0)
        {
            return 0;
        }

        if (_position < _bufferStart || _position >= _bufferStart + _bufferCount)
        {
            Fill();
        }

        var offset = (int)(_position - _bufferStart);
        var count = Math.Min(buffer.Length, _bufferCount - offset);
        _buffer.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => _length + offset,
        };
        return target >= 0 ? _position = target : throw new IOException($"'{_at.Path}' has nothing before its start.");
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("The file is open for reading.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is open for reading.");

    protected override void Dispose(bool disposing)
    {
        Drop();
        base.Dispose(disposing);
    }

    // Puts what comes at the position into the buffer.
    private void Fill()
    {
        if (_position != _bufferStart + _bufferCount)
        {
            // Elsewhere than the answer goes on: probably not much is wanted there.
            Drop();
            _range = FirstRange;
        }

        var count = _connection.Call(Verb, _at, async (client, cancellation) =>
        {
            try
            {
                _answer ??= await OpenAsync(client, cancellation).ConfigureAwait(false);
                var read = _answer is null ? 0 : await _answer.ResponseStream.ReadAtLeastAsync(_buffer, 1, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                return read > 0 || _position >= _length ? read : throw new IOException("the answer ended too early");
            }
            catch
            {
                Drop();
                throw;
            }
        });
        _bufferStart = _position;
        _bufferCount = count;
        if (_position + count >= _rangeEnd)
        {
            Drop();
            _range = Math.Min(_range * 2, LargestRange);
        }
    }

    // Null for an object without content, which has no range.
    private async Task<GetObjectResponse?> OpenAsync(AmazonS3Client client, CancellationToken cancellation)
    {
        var request = new GetObjectRequest
        {
            BucketName = _at.Bucket,
            Key = _at.Key,
            ByteRange = new ByteRange(_position, _position + _range - 1),
            EtagToMatch = _version,
        };
        try
        {
            var answer = await client.GetObjectAsync(request, cancellation).ConfigureAwait(false);
            _version = answer.ETag;
            _length = LengthOf(answer);
            _rangeEnd = _position + answer.ContentLength;
            return answer;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "InvalidRange" && _length < 0)
        {
            _length = 0;
            return null;
        }
        catch (AmazonS3Exception e) when (S3Errors.IsRefusedByCondition(e))
        {
            throw new FileSystemException(FileSystemError.Other, _at.Path, $"Cannot read '{_at.Path}' on: it was replaced meanwhile. Read it again from its start.", e);
        }
    }

    // "bytes 0-99/1234"
    private static long LengthOf(GetObjectResponse answer) =>
        answer.ContentRange is { } range && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), out var length) ? length : answer.ContentLength;

    private void Drop()
    {
        _answer?.Dispose();
        _answer = null;
    }
}
