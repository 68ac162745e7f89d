using Amazon.S3.Model;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.Connections;
using Flink.FileSystems.S3.Streams;

namespace Flink.FileSystems.S3.Files;

/// <summary>Objects of an S3 service as files; why each call is what it is says docs/decisions/0025.</summary>
/// <remarks>A folder is there while a key lies in it; one that was created has a key of its own, empty and ending in a slash, and so stays when it is emptied.</remarks>
internal sealed class S3FileSystem(S3Connection connection) : FileSystem
{
    private readonly S3Listing _listing = new(connection);
    private readonly S3Renaming _renaming = new(connection);

    /// <inheritdoc/>
    public override FileStatus? TryGetStatus(FilePath path)
    {
        var at = ObjectPlace.Of(path);
        return TryGetFile(at) ?? (_listing.FirstIn("look at", at) is not null || at.IsBucket ? Folder(path) : null);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FileStatus> List(FilePath folder)
    {
        var at = ObjectPlace.Of(folder);
        var entries = _listing.Entries(at);
        return entries ?? throw (TryGetFile(at) is null ? S3Errors.NotFound("list", at) : S3Errors.NotAFolder("list", at));
    }

    /// <inheritdoc/>
    public override Stream OpenRead(FilePath path)
    {
        var at = RefuseBucket("read", path);
        try
        {
            return new S3Input(connection, at);
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound && S3Errors.IsMissingObject(e.InnerException))
        {
            throw _listing.FirstIn("read", at) is null ? e : S3Errors.IsAFolder("read", at);
        }
    }

    /// <inheritdoc/>
    public override Stream Create(FilePath path, CreateMode mode, bool durable = false) =>
        new S3Output(new S3Upload(connection, RefuseBucket("create", path), mode), publishes: true);

    /// <inheritdoc/>
    public override AtomicFile CreateAtomic(FilePath path, CreateMode mode) =>
        new S3AtomicFile(new S3Upload(connection, RefuseBucket("create", path), mode));

    /// <inheritdoc/>
    public override void CreateDirectory(FilePath path)
    {
        var at = ObjectPlace.Of(path);
        var first = _listing.FirstIn("create the folder", at);
        if (first == at.FolderKey || at.IsBucket)
        {
            return;
        }

        if (first is null && TryGetFile(at) is not null)
        {
            throw S3Errors.AlreadyExists("create the folder", at);
        }

        connection.Call("create the folder", at, (client, cancellation) => client.PutObjectAsync(
            new PutObjectRequest { BucketName = at.Bucket, Key = at.FolderKey, InputStream = new MemoryStream([]) }, cancellation));
    }

    /// <inheritdoc/>
    public override bool Delete(FilePath path, bool recursive)
    {
        var at = RefuseBucket("delete", path);
        if (TryGetFile(at) is not null)
        {
            connection.Call("delete", at, (client, cancellation) => client.DeleteObjectAsync(at.Bucket, at.Key, cancellation));
            return true;
        }

        return recursive ? _listing.DeleteAll(at) : DeleteEmpty(at);
    }

    /// <inheritdoc/>
    public override void Rename(FilePath from, FilePath to, CreateMode mode)
    {
        var (source, target) = (RefuseBucket("rename", from), RefuseBucket("rename to", to));
        if (source.Bucket != target.Bucket)
        {
            throw new ArgumentException($"'{from}' cannot be renamed to '{to}': they are in two buckets.", nameof(to));
        }

        if (to.IsBelow(from))
        {
            throw new ArgumentException($"'{from}' cannot be renamed to '{to}', which lies in it.", nameof(to));
        }

        if (from.Path == to.Path ? IsRenamedToItself(source, mode) : _renaming.TryRename(source, target, mode))
        {
            return;
        }

        if (_listing.FirstIn("rename", source) is null)
        {
            throw S3Errors.NotFound("rename", source);
        }

        if (TryGetStatus(to) is not null)
        {
            throw S3Errors.AlreadyExists($"rename '{from}' to", target);
        }

        _renaming.RenameAll(source, target, _listing.Keys("rename", source));
        _listing.DeleteAll(source);
    }

    private static FileStatus Folder(FilePath path) => new(path, 0, DateTimeOffset.UnixEpoch, IsDirectory: true);

    private static ObjectPlace RefuseBucket(string verb, FilePath path)
    {
        var at = ObjectPlace.Of(path);
        return at.IsBucket ? throw S3Errors.IsAFolder(verb, at) : at;
    }

    // A copy onto itself, and then the deletion of the original, would be the end of it.
    private bool IsRenamedToItself(ObjectPlace at, CreateMode mode) =>
        TryGetFile(at) is not null && (mode == CreateMode.Overwrite ? true : throw S3Errors.AlreadyExists("rename", at));

    private FileStatus? TryGetFile(ObjectPlace at)
    {
        if (at.IsBucket)
        {
            return null;
        }

        try
        {
            var found = connection.TryCall("look at", at, (client, cancellation) => client.GetObjectMetadataAsync(at.Bucket, at.Key, cancellation));
            return found is null ? null : new FileStatus(at.Path, found.ContentLength, S3Listing.TimeOf(found.LastModified), IsDirectory: false);
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.PermissionDenied)
        {
            // An answer without a body says nothing but 403: this one says whether it is the key, the secret or a right.
            _listing.FirstIn("look at", at);
            throw;
        }
    }

    private bool DeleteEmpty(ObjectPlace at)
    {
        var keys = _listing.Keys("delete", at).Take(2).ToList();
        if (keys.Count == 0)
        {
            return false;
        }

        if (keys is not [var only] || only != at.FolderKey)
        {
            throw new FileSystemException(
                FileSystemError.FolderNotEmpty, at.Path, $"Cannot delete '{at.Path}': the folder is not empty. Delete it with what it holds, or empty it.");
        }

        connection.Call("delete", at, (client, cancellation) => client.DeleteObjectAsync(at.Bucket, at.FolderKey, cancellation));
        return true;
    }
}
