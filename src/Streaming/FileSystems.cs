using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Plugins;

namespace Flink.Streaming;

/// <summary>The file systems that file sources and sinks of this process use.</summary>
public static class FileSystems
{
    private static FileSystemRegistry _registry = new(FlinkConfiguration.Empty, static () => PluginCatalog.Installed);

    /// <summary>
    /// Where they are found by scheme. Processes of a cluster, the command line and embedded clusters configure it
    /// (<see cref="FileSystemRegistry.Configure"/>) before they run a job, as Flink's <c>FileSystem.initialize</c> does: all jobs of a process share it.
    /// </summary>
    /// <value>This machine's files, and the plug-ins of this installation.</value>
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
