using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.Connections;

namespace Flink.FileSystems.S3.Streams;

/// <summary>
/// An object on its way: kept in memory while it is small, then sent in parts. Nothing is visible before <see cref="Publish"/>, and afterwards all of it.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
/// <param name="connection">The service.</param>
/// <param name="at">Where it appears.</param>
/// <param name="mode">What to do when something is there.</param>
internal sealed class S3Upload(S3Connection connection, ObjectPlace at, CreateMode mode)
{
    private const int SmallestBuffer = 64 * 1024;

    // The service takes 10,000 parts of an object and 5 TB: their size is doubled often enough to reach that.
    private const int PartsOfASize = 1000;

    private const string Verb = "write";

    // Tells this object from one of the same name: a request whose answer was lost may have been carried out.
    private readonly string _mark = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly List<Task<PartETag>> _parts = [];
    private byte[]? _buffer;
    private int _count;
    private string? _uploadId;

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    private int PartSize => (int)Math.Min((long)connection.Settings.PartSize << (_parts.Count / PartsOfASize), 1 << 30);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_count == PartSize)
            {
                SendPart();
            }

            var count = Math.Min(bytes.Length, PartSize - _count);
            Reserve(_count + count);
            bytes[..count].CopyTo(_buffer.AsSpan(_count));
            _count += count;
            Length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Makes the object visible, durably.</summary>
    /// <exception cref="FileSystemException">It could not be done; <see cref="Abandon"/> is still to be called.</exception>
    public void Publish()
    {
        try
        {
            if (_uploadId is null)
            {
                Put();
            }
            else
            {
                Complete();
            }
        }
        catch (FileSystemException e) when (S3Errors.IsRefusedByCondition(e.InnerException) || (_uploadId is not null && S3Errors.IsMissingObject(e.InnerException)))
        {
            // An earlier attempt of the same request may have done it.
            if (!IsThere())
            {
                throw S3Errors.IsRefusedByCondition(e.InnerException) ? S3Errors.AlreadyExists("create", at, e.InnerException) : e;
            }
        }

        _uploadId = null;
        Release();
    }

    /// <summary>Forgets the object; parts that the service has are deleted.</summary>
    public void Abandon()
    {
        // Whatever became of them: one that comes late would stay.
        ((Task)Task.WhenAll(_parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        if (_uploadId is { } id)
        {
            // Where that fails too, the parts stay: invisible, and removed with the folder or by the bucket's rules.
            connection.TryOnce((client, cancellation) => client.AbortMultipartUploadAsync(at.Bucket, at.Key, id, cancellation));
            _uploadId = null;
        }

        Release();
    }

    /// <summary>Gives an object that is being made, or is sent whole, the mark by which it is known again.</summary>
    private void Mark(MetadataCollection metadata) => metadata[S3Metadata.Mark] = _mark;

    private void Put() => connection.Call(Verb, at, (client, cancellation) =>
    {
        var request = new PutObjectRequest
        {
            BucketName = at.Bucket,
            Key = at.Key,
            InputStream = new MemoryStream(_buffer ?? [], 0, _count, writable: false),
            IfNoneMatch = mode == CreateMode.New ? "*" : null,
        };
        Mark(request.Metadata);
        return client.PutObjectAsync(request, cancellation);
    });

    private void Complete()
    {
        if (_count > 0)
        {
            SendPart();
        }

        var parts = _parts.ConvertAll(static part => part.GetAwaiter().GetResult());
        connection.Call(Verb, at, async (client, cancellation) =>
        {
            var answer = await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest
                {
                    BucketName = at.Bucket,
                    Key = at.Key,
                    UploadId = _uploadId,
                    PartETags = parts,
                    IfNoneMatch = mode == CreateMode.New ? "*" : null,
                },
                cancellation).ConfigureAwait(false);

            // The service may begin an answer with 200 and fail afterwards.
            return answer.ETag ?? throw new IOException("the service did not say that the object is complete");
        });
    }

    private bool IsThere() => connection.TryCall(Verb, at, (client, cancellation) => client.GetObjectMetadataAsync(at.Bucket, at.Key, cancellation)) is { } found
        && found.Metadata[S3Metadata.Mark] == _mark;

    private void SendPart()
    {
        _uploadId ??= connection.Call(Verb, at, (client, cancellation) =>
        {
            var request = new InitiateMultipartUploadRequest { BucketName = at.Bucket, Key = at.Key };
            Mark(request.Metadata);
            return client.InitiateMultipartUploadAsync(request, cancellation);
        }).UploadId;

        // A part that failed is reported at the next one, not after everything was written.
        if (_parts.Find(static part => part.IsFaulted) is { } failed)
        {
            failed.GetAwaiter().GetResult();
        }

        connection.Uploads.Wait();
        _parts.Add(SendPartAsync(_uploadId, _parts.Count + 1, _buffer!, _count));
        _buffer = null;
        _count = 0;
    }

    private async Task<PartETag> SendPartAsync(string uploadId, int number, byte[] buffer, int count)
    {
        try
        {
            var answer = await connection.CallAsync(Verb, at, (client, cancellation) => client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = at.Bucket,
                    Key = at.Key,
                    UploadId = uploadId,
                    PartNumber = number,
                    PartSize = count,
                    InputStream = new MemoryStream(buffer, 0, count, writable: false),
                },
                cancellation)).ConfigureAwait(false);
            return new PartETag(answer);
        }
        finally
        {
            connection.Buffers.Return(buffer);
            connection.Uploads.Release();
        }
    }

    // Most objects are small: room grows with them.
    private void Reserve(int count)
    {
        if (_buffer is { } enough && enough.Length >= count)
        {
            return;
        }

        var size = Math.Max(Math.Max(SmallestBuffer, count), (_buffer?.Length ?? 0) * 2);
        var larger = size < PartSize ? new byte[size] : connection.Buffers.Rent(PartSize);
        _buffer.AsSpan(0, _count).CopyTo(larger);
        _buffer = larger;
    }

    private void Release()
    {
        if (_buffer is { } buffer)
        {
            connection.Buffers.Return(buffer);
            _buffer = null;
        }

        _count = 0;
    }
}
