using System.Buffers;
using System.Security.Cryptography;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;

namespace Flink.Runtime.Blobs;

/// <summary>Blobs as files of this machine, named by their hash; each appears whole or not at all.</summary>
internal sealed class BlobFolder(FilePath folder)
{
    private const int BufferBytes = 128 << 10;

    private readonly LocalFileSystem _files = new();
    private readonly FilePath _incoming = folder.Child("incoming");
    private long _uploads;

    /// <summary>Takes content in.</summary>
    /// <exception cref="BlobException">It is too large, or cannot be written; nothing is left of it.</exception>
    public async Task<(BlobKey Key, long Length)> StoreAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        var partial = _incoming.Child($"upload-{Interlocked.Increment(ref _uploads)}");
        try
        {
            var (key, length) = await CopyAsync(content, partial, maxBytes, cancellation).ConfigureAwait(false);
            Adopt(partial, key);
            return (key, length);
        }
        catch (Exception e)
        {
            _files.Delete(partial, recursive: false);
            throw e is FileSystemException file ? Translate(file, "stored") : e;
        }
    }

    public bool Has(BlobKey key) => _files.Exists(PathOf(key));

    public FilePath PathOf(BlobKey key) => folder.Child(key.Hash[..2]).Child(key.Hash);

    /// <summary>Where the part of a blob that has arrived is kept.</summary>
    public FilePath PartialOf(BlobKey key) => _incoming.Child(key.Hash);

    /// <exception cref="BlobException">There is no such blob.</exception>
    public Stream Open(BlobKey key)
    {
        try
        {
            return _files.OpenRead(PathOf(key));
        }
        catch (FileSystemException e)
        {
            throw e.Error == FileSystemError.NotFound ? NotFound(key) : Translate(e, "read");
        }
    }

    /// <summary>Makes a whole file the blob of its content.</summary>
    public void Adopt(FilePath partial, BlobKey key)
    {
        var path = PathOf(key);
        _files.CreateDirectory(path.Parent!);
        _files.Rename(partial, path, CreateMode.Overwrite);
    }

    public void Delete(BlobKey key) => _files.Delete(PathOf(key), recursive: false);

    public static BlobException NotFound(BlobKey key) => new(
        BlobError.NotFound, $"There is no blob {key}: it was removed because no job needed it, or was never stored. Submit the job again.");

    public static BlobException Translate(FileSystemException error, string verb) => new(
        error.Error == FileSystemError.DiskFull ? BlobError.DiskFull : BlobError.Other,
        $"A blob cannot be {verb}. {error.Message}{(error.Error == FileSystemError.DiskFull ? $" '{BlobServerOptions.StorageDirectory.Key}' names the folder." : "")}",
        error);

    private async Task<(BlobKey Key, long Length)> CopyAsync(Stream content, FilePath target, long maxBytes, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var length = 0L;
            using var file = _files.Create(target, CreateMode.Overwrite);
            for (var read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false);
                read > 0;
                read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false))
            {
                length += read;
                if (length > maxBytes)
                {
                    throw new BlobException(
                        BlobError.TooLarge, $"A blob has more than the {maxBytes} bytes that are taken. Make it smaller, or raise 'blob.max-size' of the JobManager.");
                }

                hash.AppendData(buffer, 0, read);
                file.Write(buffer, 0, read);
            }

            return (BlobKey.FromHash(hash.GetHashAndReset()), length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
