using Flink.Core;
using Flink.Core.FileSystems;

namespace Flink.FileSystems.S3.Connections;

/// <summary>A path as the service knows it.</summary>
/// <param name="Path">What was asked for.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object's key; empty for the bucket itself.</param>
internal readonly record struct ObjectPlace(FilePath Path, string Bucket, string Key)
{
    public bool IsBucket => Key.Length == 0;

    /// <summary>What the keys of everything in this folder begin with, and the key of the object that stands for the folder.</summary>
    public string FolderKey => IsBucket ? "" : Key + "/";

    /// <exception cref="ArgumentException">The path names no bucket.</exception>
    public static ObjectPlace Of(FilePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Authority.Length > 0
            ? new ObjectPlace(path, path.Authority, path.Path[1..])
            : throw new ArgumentException($"'{path}' names no bucket: write {path.Scheme}://bucket/path.", nameof(path));
    }

    /// <summary>The path of another key of the bucket; null for one that no path can name.</summary>
    public FilePath? PathOf(string key)
    {
        var text = $"{Path.Scheme}://{Bucket}/{key}";
        return FilePath.TryParse(text, out var path) && path.ToString() == text ? path : null;
    }
}
