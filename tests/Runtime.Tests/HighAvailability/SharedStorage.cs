using Flink.Core.FileSystems;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>The content of a shared folder, in memory; processes see it through <see cref="SharedFiles"/>. Used by one thread at a time.</summary>
internal sealed class SharedStorage
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _files.Keys;

    public bool HasFile(FilePath path) => _files.ContainsKey(path.Path);

    public bool HasFolder(FilePath path) => path.IsRoot || _files.Keys.Any(name => name.StartsWith(path.Path + "/", StringComparison.Ordinal));

    public byte[] Read(FilePath path) => _files.TryGetValue(path.Path, out var content) ? content : throw NotFound(path);

    public void Write(FilePath path, byte[] content, CreateMode mode)
    {
        if (mode == CreateMode.New && !_files.TryAdd(path.Path, content))
        {
            throw new FileSystemException(FileSystemError.AlreadyExists, path, $"'{path}' exists.");
        }

        _files[path.Path] = content;
    }

    public IReadOnlyList<FileStatus> List(FilePath folder)
    {
        var prefix = folder.Path + "/";
        var children = _files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..].Split('/')[0])
            .Distinct()
            .Select(folder.Child)
            .Select(path => new FileStatus(path, 0, DateTimeOffset.UnixEpoch, !HasFile(path)))
            .ToList();
        return children.Count > 0 ? children : throw NotFound(folder);
    }

    /// <summary>Removes one file at a time, as real file systems do; the next one at the next call.</summary>
    /// <returns>Whether something may be left.</returns>
    public bool DeleteOne(FilePath path)
    {
        var name = _files.Keys.FirstOrDefault(name => name == path.Path || name.StartsWith(path.Path + "/", StringComparison.Ordinal));
        return name is not null && _files.Remove(name);
    }

    private static FileSystemException NotFound(FilePath path) => new(FileSystemError.NotFound, path, $"There is no '{path}'.");
}
