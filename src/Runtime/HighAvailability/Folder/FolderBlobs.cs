using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Blobs;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>Permanent blobs in the shared folder, in a folder for each job.</summary>
internal sealed class FolderBlobs(ClusterFolder folder) : IDurableBlobs
{
    public void Put(JobId job, BlobKey key, Stream content)
    {
        var path = PathOf(job, key);
        if (folder.Files.Exists(path))
        {
            return;
        }

        using var file = folder.Files.CreateAtomic(path, CreateMode.Overwrite);
        content.CopyTo(file.Stream);
        file.Commit();
    }

    public Stream? TryOpen(JobId job, BlobKey key)
    {
        try
        {
            return folder.Files.OpenRead(PathOf(job, key));
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound)
        {
            return null;
        }
    }

    public JobId? FindOwner(BlobKey key)
    {
        foreach (var entry in folder.ListIfThere(folder.Blobs))
        {
            if (Id128.TryParse(entry.Path.Name, out var id) && folder.Files.Exists(entry.Path.Child(key.ToString())))
            {
                return new JobId(id);
            }
        }

        return null;
    }

    public void Remove(JobId job) => folder.Files.Delete(FolderOf(job), recursive: true);

    private FilePath FolderOf(JobId job) => folder.Blobs.Child(job.ToString());

    private FilePath PathOf(JobId job, BlobKey key) => FolderOf(job).Child(key.ToString());
}
