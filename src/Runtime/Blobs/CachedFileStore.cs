using System.Globalization;
using Flink.Core;
using Flink.Core.FileSystems;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Programs;

namespace Flink.Runtime.Blobs;

/// <summary>A worker's copies of the files that jobs registered: those that travel come as blobs, others are read from their file systems.</summary>
/// <remarks>Each job has copies of its own, so that an executable one is that for nobody else. Safe for concurrent use.</remarks>
/// <param name="blobs">Gets what travels.</param>
/// <param name="fileSystems">Finds the file systems of the others.</param>
/// <param name="directory">The folder below which copies are made; stays the caller's.</param>
/// <param name="limits">What a folder's zip may become.</param>
internal sealed class CachedFileStore(IBlobFiles blobs, FileSystemRegistry fileSystems, string directory, ProgramArchiveLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<JobId, DistributedCache> _jobs = [];

    /// <summary>Copies the files of a job, unless they are here; blocks until they are.</summary>
    /// <exception cref="FlinkException">One cannot be had or finds no room; names it.</exception>
    public DistributedCache Open(JobId job, IReadOnlyList<CachedFile> files)
    {
        if (files.Count == 0)
        {
            return DistributedCache.Empty;
        }

        lock (_gate)
        {
            if (!_jobs.TryGetValue(job, out var cache))
            {
                _jobs.Add(job, cache = new DistributedCache(CopyAll(job, files)));
            }

            return cache;
        }
    }

    /// <summary>Removes the copies of a job.</summary>
    public void Release(JobId job)
    {
        lock (_gate)
        {
            if (_jobs.Remove(job))
            {
                Directory.Delete(FolderOf(job), recursive: true);
            }
        }
    }

    private string FolderOf(JobId job) => Path.Combine(directory, job.ToString());

    private Dictionary<string, string> CopyAll(JobId job, IReadOnlyList<CachedFile> files)
    {
        var folder = FolderOf(job);
        try
        {
            var paths = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var file in files)
            {
                // Below a number: names of two files may be the same, and the file keeps its own.
                var parent = Path.Combine(folder, paths.Count.ToString(CultureInfo.InvariantCulture));
                Directory.CreateDirectory(parent);
                paths.Add(file.Name, Copy(job, file, Path.Combine(parent, file.Path.IsRoot ? "root" : file.Path.Name)));
            }

            return paths;
        }
        catch (Exception e)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            throw e is FlinkException ? e : new FlinkException($"The cached files of job {job} cannot be copied to {folder}: {e.Message} Free space, or configure another folder for temporary files.", e, isRetryable: true);
        }
    }

    private string Copy(JobId job, CachedFile file, string target)
    {
        if (file.Hash is null)
        {
            CopyFrom(fileSystems.For(file.Path), file.Path, target, file.IsExecutable);
            return target;
        }

        var blob = blobs.GetFileAsync(BlobKey.Parse(file.Hash), BlobOwner.Of(job), CancellationToken.None).GetAwaiter().GetResult();
        if (file.IsFolder)
        {
            using var zip = File.OpenRead(blob);
            FolderArchive.Unpack(zip, $"The cached folder '{file.Name}'", target, limits);
            foreach (var path in Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories))
            {
                MakeExecutable(path, file.IsExecutable);
            }
        }
        else
        {
            File.Copy(blob, target);
            MakeExecutable(target, file.IsExecutable);
        }

        return target;
    }

    private static void CopyFrom(FileSystem source, FilePath path, string target, bool isExecutable)
    {
        if (source.GetStatus(path).IsDirectory)
        {
            Directory.CreateDirectory(target);
            foreach (var child in source.List(path))
            {
                CopyFrom(source, child.Path, Path.Combine(target, child.Path.Name), isExecutable);
            }

            return;
        }

        using (var content = source.OpenRead(path))
        using (var file = File.Create(target))
        {
            content.CopyTo(file);
        }

        MakeExecutable(target, isExecutable);
    }

    private static void MakeExecutable(string path, bool isExecutable)
    {
        if (isExecutable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }
    }
}
