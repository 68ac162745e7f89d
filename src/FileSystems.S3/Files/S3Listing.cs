using Amazon.S3.Model;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.Connections;

namespace Flink.FileSystems.S3.Files;

/// <summary>What lies in folders: listed by pages, deleted in batches.</summary>
internal sealed class S3Listing(S3Connection connection)
{
    private const int BatchSize = 1000;

    /// <summary>The service tells seconds in one answer and milliseconds in another; a file has one time.</summary>
    public static DateTimeOffset TimeOf(DateTime? modified)
    {
        var time = (modified ?? DateTime.UnixEpoch).ToUniversalTime();
        return new DateTimeOffset(time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)));
    }

    /// <summary>The first key in a folder; null when there is no such folder, or the bucket is empty.</summary>
    public string? FirstIn(string verb, ObjectPlace folder) => connection.Call(verb, folder, (client, cancellation) => client.ListObjectsV2Async(
        new ListObjectsV2Request { BucketName = folder.Bucket, Prefix = folder.FolderKey, MaxKeys = 1 }, cancellation)).S3Objects is [var first, ..] ? first.Key : null;

    /// <summary>Files and folders directly in a folder, by path; null when there is no such folder.</summary>
    public IReadOnlyList<FileStatus>? Entries(ObjectPlace folder)
    {
        var entries = new SortedDictionary<string, FileStatus>(StringComparer.Ordinal);
        var isThere = folder.IsBucket;
        foreach (var page in Pages("list", folder, "/"))
        {
            foreach (var prefix in page.CommonPrefixes ?? [])
            {
                isThere = true;
                Add(entries, folder.PathOf(prefix.TrimEnd('/')), 0, DateTimeOffset.UnixEpoch, isDirectory: true);
            }

            foreach (var file in page.S3Objects ?? [])
            {
                isThere = true;
                if (file.Key != folder.FolderKey)
                {
                    Add(entries, folder.PathOf(file.Key), file.Size ?? 0, TimeOf(file.LastModified), isDirectory: false);
                }
            }
        }

        return isThere ? [.. entries.Values] : null;
    }

    /// <summary>All keys below a folder and its own, page by page.</summary>
    public IEnumerable<string> Keys(string verb, ObjectPlace folder) =>
        Pages(verb, folder, null).SelectMany(static page => page.S3Objects ?? []).Select(static file => file.Key);

    /// <summary>Deletes a folder with all it holds, and what was being written into it.</summary>
    /// <returns>Whether there was something.</returns>
    public bool DeleteAll(ObjectPlace folder)
    {
        var hasDeleted = false;
        foreach (var batch in Keys("delete", folder).Chunk(BatchSize))
        {
            hasDeleted = true;
            DeleteBatch(folder, batch);
        }

        AbortUploads(folder);
        return hasDeleted;
    }

    private static void Add(SortedDictionary<string, FileStatus> entries, FilePath? path, long length, DateTimeOffset modified, bool isDirectory)
    {
        // Keys such as "a//b" have no path. Of a file and a folder of one name the file is shown, as everywhere.
        if (path is not null && (!isDirectory || !entries.ContainsKey(path.Path)))
        {
            entries[path.Path] = new FileStatus(path, length, modified, isDirectory);
        }
    }

    private IEnumerable<ListObjectsV2Response> Pages(string verb, ObjectPlace folder, string? delimiter)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request
            {
                BucketName = folder.Bucket,
                Prefix = folder.FolderKey,
                Delimiter = delimiter,
                ContinuationToken = next,
                MaxKeys = BatchSize,
            };
            var page = connection.Call(verb, folder, (client, cancellation) => client.ListObjectsV2Async(request, cancellation));
            yield return page;
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    private void DeleteBatch(ObjectPlace folder, string[] keys) => connection.Call("delete", folder, (client, cancellation) => client.DeleteObjectsAsync(
        new DeleteObjectsRequest { BucketName = folder.Bucket, Objects = [.. keys.Select(static key => new KeyVersion { Key = key })], Quiet = true },
        cancellation));

    // Parts of writers that were killed are invisible, and cost as much as others.
    private void AbortUploads(ObjectPlace folder)
    {
        var uploads = connection.TryOnce((client, cancellation) => client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = folder.Bucket, Prefix = folder.FolderKey }, cancellation));
        foreach (var upload in uploads?.MultipartUploads ?? [])
        {
            connection.TryOnce((client, cancellation) => client.AbortMultipartUploadAsync(folder.Bucket, upload.Key, upload.UploadId, cancellation));
        }
    }
}
