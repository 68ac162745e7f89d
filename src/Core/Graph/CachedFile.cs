using System.Security.Cryptography;
using Flink.Core.FileSystems;
using Flink.Core.Programs;

namespace Flink.Core.Graph;

/// <summary>A file or folder that every task of a job finds on its machine (Flink's distributed cache).</summary>
/// <param name="Name">What functions call it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="IsExecutable">Whether the copies may be executed.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Hash">SHA-256 of what travels with the job, in 64 hexadecimal digits: a local file's content, a local folder's zip. Null for one that workers read from its file system themselves.</param>
public sealed record CachedFile(string Name, FilePath Path, bool IsExecutable, bool IsFolder, string? Hash)
{
    /// <summary>A file or folder as it is now.</summary>
    /// <param name="name">What functions call it.</param>
    /// <param name="path">Where it is; a local one is read, for its hash.</param>
    /// <param name="isExecutable">Whether the copies may be executed.</param>
    /// <exception cref="FlinkException">There is no such local file, or it cannot be read.</exception>
    public static CachedFile Of(string name, FilePath path, bool isExecutable)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(path);
        if (path.Scheme != FilePath.FileScheme)
        {
            return new CachedFile(name, path, isExecutable, IsFolder: false, Hash: null);
        }

        var file = new CachedFile(name, path, isExecutable, new LocalFileSystem().GetStatus(path).IsDirectory, Hash: null);
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            file.CopyTo(stream);
        }

        return file with { Hash = Convert.ToHexStringLower(hash.Hash!) };
    }

    /// <summary>Writes what travels with the job: the content that <see cref="Hash"/> names, unless it was changed since.</summary>
    /// <param name="target">Stays the caller's.</param>
    /// <exception cref="InvalidOperationException">It is no local file.</exception>
    /// <exception cref="FlinkException">It cannot be read.</exception>
    public void CopyTo(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (IsFolder)
        {
            FolderArchive.Pack(Path.LocalPath, target);
            return;
        }

        using var source = new LocalFileSystem().OpenRead(Path.Scheme == FilePath.FileScheme
            ? Path
            : throw new InvalidOperationException($"The cached file '{Name}' ({Path}) does not travel: workers read it themselves."));
        source.CopyTo(target);
    }
}
