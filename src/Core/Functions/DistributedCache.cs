using Flink.Core.Graph;

namespace Flink.Core.Functions;

/// <summary>The files and folders that a job registered, on the machine of the task (Flink's DistributedCache).</summary>
/// <remarks>Immutable. They are shared by the tasks of the job and there until the job has ended; do not change them.</remarks>
public sealed class DistributedCache
{
    private readonly SortedDictionary<string, string?> _paths = new(StringComparer.Ordinal);

    /// <summary>The files by the names that functions call them.</summary>
    /// <param name="paths">A path of this machine for each name.</param>
    public DistributedCache(IReadOnlyDictionary<string, string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var (name, path) in paths)
        {
            _paths.Add(name, path);
        }
    }

    private DistributedCache(IReadOnlyList<CachedFile> files)
    {
        foreach (var file in files)
        {
            _paths.Add(file.Name, file.Hash is null ? null : file.Path.LocalPath);
        }
    }

    /// <summary>No files.</summary>
    public static DistributedCache Empty { get; } = new(new Dictionary<string, string>());

    /// <summary>Files that need no copy, because tasks run where they were registered. Those of other file systems are not there.</summary>
    public static DistributedCache OnThisMachine(IReadOnlyList<CachedFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.Count == 0 ? Empty : new DistributedCache(files);
    }

    /// <summary>Path of a registered file or folder.</summary>
    /// <param name="name">The name that it was registered with.</param>
    /// <exception cref="ArgumentException">There is none of that name; names those that there are.</exception>
    /// <exception cref="FlinkException">It is not on this machine, and nothing here copies it.</exception>
    public string GetFile(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_paths.TryGetValue(name, out var path))
        {
            throw new ArgumentException(
                $"The job has no cached file '{name}'. {(_paths.Count == 0 ? "None was registered: call RegisterCachedFile on the environment." : $"There are: {string.Join(", ", _paths.Keys)}.")}",
                nameof(name));
        }

        return path ?? throw new FlinkException(
            $"The cached file '{name}' lies in another file system, and is copied on a cluster only. Copy it to a local folder and register that, or run the job on a cluster.");
    }
}
