using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Blobs;

namespace Flink.Runtime.HighAvailability;

/// <summary>Permanent blobs in a folder that all JobManagers reach, in a folder for each job; for providers that keep large data on a file system.</summary>
/// <param name="files">The file system.</param>
/// <param name="folder">Theirs alone.</param>
public sealed class FolderBlobs(FileSystem files, FilePath folder) : IDurableBlobs
{
    /// <inheritdoc/>
    public void Put(JobId job, BlobKey key, Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var path = PathOf(job, key);
        if (files.Exists(path))
        {
            return;
        }

        using var file = files.CreateAtomic(path, CreateMode.Overwrite);
        content.CopyTo(file.Stream);
        file.Commit();
    }

    /// <inheritdoc/>
    public Stream? TryOpen(JobId job, BlobKey key)
    {
        try
        {
            return files.OpenRead(PathOf(job, key));
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public JobId? FindOwner(BlobKey key)
    {
        foreach (var entry in Jobs())
        {
            if (Id128.TryParse(entry.Path.Name, out var id) && files.Exists(entry.Path.Child(key.ToString())))
            {
                return new JobId(id);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Remove(JobId job) => files.Delete(FolderOf(job), recursive: true);

    private IReadOnlyList<FileStatus> Jobs()
    {
        try
        {
            return files.List(folder);
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound)
        {
            return [];
        }
    }

    private FilePath FolderOf(JobId job) => folder.Child(job.ToString());

    private FilePath PathOf(JobId job, BlobKey key) => FolderOf(job).Child(key.ToString());
}
