using Amazon.S3.Model;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.Connections;
using Flink.FileSystems.S3.Streams;

namespace Flink.FileSystems.S3.Files;

/// <summary>Renaming where there is none: a copy that says what it is a copy of, then the deletion of the original.</summary>
/// <remarks>Whoever dies in between leaves both; renaming again knows the copy by what it says, and goes on.</remarks>
internal sealed class S3Renaming(S3Connection connection)
{
    private const string Verb = "rename";

    // A part that is copied may have 5 GB.
    private const long CopiedAtOnce = 1L << 30;

    /// <summary>Renames a file.</summary>
    /// <returns>False when there is no such file.</returns>
    public bool TryRename(ObjectPlace from, ObjectPlace to, CreateMode mode)
    {
        var source = connection.TryCall(Verb, from, (client, cancellation) => client.GetObjectMetadataAsync(from.Bucket, from.Key, cancellation));
        if (source is null)
        {
            return false;
        }

        var identity = IdentityOf(from, source);
        try
        {
            Copy(from, to, source, identity, mode);
        }
        catch (FileSystemException e) when (S3Errors.IsRefusedByCondition(e.InnerException) || S3Errors.IsMissingObject(e.InnerException))
        {
            // Refused because it is there; or an upload is gone because it was completed, by a request whose answer was lost.
            if (!IsCopy(to, identity))
            {
                throw S3Errors.IsRefusedByCondition(e.InnerException) ? S3Errors.AlreadyExists($"rename '{from.Path}' to", to, e.InnerException) : e;
            }
        }

        connection.Call(Verb, from, (client, cancellation) => client.DeleteObjectAsync(from.Bucket, from.Key, cancellation));
        return true;
    }

    /// <summary>Copies what lies in a folder to another one, key by key: not at once, as nothing on such a store is.</summary>
    public void RenameAll(ObjectPlace from, ObjectPlace to, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            var source = new ObjectPlace(from.Path, from.Bucket, key);
            var target = new ObjectPlace(to.Path, to.Bucket, to.FolderKey + key[from.FolderKey.Length..]);
            var found = connection.Call(Verb, source, (client, cancellation) => client.GetObjectMetadataAsync(source.Bucket, source.Key, cancellation));
            Copy(source, target, found, IdentityOf(source, found), CreateMode.Overwrite);
        }
    }

    private static string IdentityOf(ObjectPlace from, GetObjectMetadataResponse source) =>
        $"{source.ETag.Trim('"')} {source.Metadata[S3Metadata.Mark]} {Uri.EscapeDataString(from.Key)}";

    private bool IsCopy(ObjectPlace at, string identity) =>
        connection.TryCall(Verb, at, (client, cancellation) => client.GetObjectMetadataAsync(at.Bucket, at.Key, cancellation)) is { } found
            && found.Metadata[S3Metadata.Source] == identity;

    private void Copy(ObjectPlace from, ObjectPlace to, GetObjectMetadataResponse source, string identity, CreateMode mode)
    {
        if (source.ContentLength <= connection.Settings.PartSize)
        {
            CopySmall(from, to, source, identity, mode);
        }
        else
        {
            CopyLarge(from, to, source, identity, mode);
        }
    }

    // Sent once more rather than copied by the service: more services know the condition of this request.
    private void CopySmall(ObjectPlace from, ObjectPlace to, GetObjectMetadataResponse source, string identity, CreateMode mode)
    {
        var content = new byte[source.ContentLength];
        if (content.Length > 0)
        {
            using var input = new S3Input(connection, from);
            input.ReadExactly(content);
        }

        connection.Call(Verb, to, (client, cancellation) =>
        {
            var request = new PutObjectRequest
            {
                BucketName = to.Bucket,
                Key = to.Key,
                InputStream = new MemoryStream(content, writable: false),
                IfNoneMatch = mode == CreateMode.New ? "*" : null,
            };
            request.Metadata[S3Metadata.Source] = identity;
            return client.PutObjectAsync(request, cancellation);
        });
    }

    private void CopyLarge(ObjectPlace from, ObjectPlace to, GetObjectMetadataResponse source, string identity, CreateMode mode)
    {
        var id = connection.Call(Verb, to, (client, cancellation) =>
        {
            var request = new InitiateMultipartUploadRequest { BucketName = to.Bucket, Key = to.Key };
            request.Metadata[S3Metadata.Source] = identity;
            return client.InitiateMultipartUploadAsync(request, cancellation);
        }).UploadId;
        try
        {
            var parts = CopyParts(from, to, source, id);
            connection.Call(Verb, to, async (client, cancellation) =>
            {
                var answer = await client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest
                    {
                        BucketName = to.Bucket,
                        Key = to.Key,
                        UploadId = id,
                        PartETags = parts,
                        IfNoneMatch = mode == CreateMode.New ? "*" : null,
                    },
                    cancellation).ConfigureAwait(false);
                return answer.ETag ?? throw new IOException("the service did not say that the object is complete");
            });
        }
        catch
        {
            connection.TryOnce((client, cancellation) => client.AbortMultipartUploadAsync(to.Bucket, to.Key, id, cancellation));
            throw;
        }
    }

    private List<PartETag> CopyParts(ObjectPlace from, ObjectPlace to, GetObjectMetadataResponse source, string id)
    {
        var parts = new List<PartETag>();
        for (var start = 0L; start < source.ContentLength; start += CopiedAtOnce)
        {
            var request = new CopyPartRequest
            {
                SourceBucket = from.Bucket,
                SourceKey = from.Key,
                ETagToMatch = [source.ETag],
                DestinationBucket = to.Bucket,
                DestinationKey = to.Key,
                UploadId = id,
                PartNumber = parts.Count + 1,
                FirstByte = start,
                LastByte = Math.Min(start + CopiedAtOnce, source.ContentLength) - 1,
            };
            parts.Add(new PartETag(connection.Call(Verb, from, (client, cancellation) => client.CopyPartAsync(request, cancellation))));
        }

        return parts;
    }
}
