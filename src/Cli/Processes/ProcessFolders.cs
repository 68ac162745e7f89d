using Flink.Core.Configuration;

namespace Flink.Cli.Processes;

/// <summary>Folders of a process that its configuration names.</summary>
internal static class ProcessFolders
{
    /// <summary>The first folder for temporary files (<c>io.tmp.dirs</c>), else the system's.</summary>
    public static string Temporary(FlinkConfiguration configuration) => configuration.TryGet(CoreOptions.TempDirectories, out var folders)
        ? folders.Split([',', ':', Path.PathSeparator], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[0]
        : Path.GetTempPath();
}
