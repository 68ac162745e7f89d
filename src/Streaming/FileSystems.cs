using Flink.Core.FileSystems;

namespace Flink.Streaming;

/// <summary>The file systems that file sources and sinks of this process use.</summary>
public static class FileSystems
{
    private static FileSystemRegistry _registry = new();

    /// <summary>Where they are found by scheme. Whoever starts a process that runs tasks or enumerators sets it once, before any job, when plug-ins bring more than files (as Flink's <c>FileSystem.initialize</c> does).</summary>
    /// <value>This machine's files alone.</value>
    public static FileSystemRegistry Registry
    {
        get => Volatile.Read(ref _registry);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Volatile.Write(ref _registry, value);
        }
    }

    /// <summary>A path as people write it: without a scheme when it is a file of this machine.</summary>
    internal static string Display(FilePath path) => path.Scheme == FilePath.FileScheme ? path.LocalPath : path.ToString();
}
