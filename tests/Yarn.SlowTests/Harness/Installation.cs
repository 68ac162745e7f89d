using System.Runtime.CompilerServices;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>An installation of this build: the command, with the plug-ins for YARN and HDFS.</summary>
public static class Installation
{
    private static readonly string _artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../.."));

    /// <summary>The command's assembly.</summary>
    public static string Flink { get; } = Path.Combine(_artifacts, "Flink.Cli/debug/flink.dll");

    /// <summary>The folder of the plug-ins.</summary>
    public static string Plugins { get; } = Directory.CreateTempSubdirectory("flink-yarn-plugins-").FullName;

    /// <summary>The folder of the scripts.</summary>
    public static string Scripts { get; } = FindScripts();

    /// <summary>A program of this build.</summary>
    public static string Program(string project, string name) => Path.Combine(_artifacts, project, "debug", name + ".dll");

    // Before anything looks for plug-ins.
    [ModuleInitializer]
    internal static void Prepare()
    {
        foreach (var (name, project) in (ReadOnlySpan<(string, string)>)[("yarn", "Flink.Yarn"), ("hdfs", "Flink.FileSystems.Hdfs")])
        {
            var target = Directory.CreateDirectory(Path.Combine(Plugins, name)).FullName;
            foreach (var file in Directory.GetFiles(Path.Combine(_artifacts, project, "debug")))
            {
                // Copies have the times of their sources: the archive of the same build is the same.
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
            }
        }

        Environment.SetEnvironmentVariable("FLINK_PLUGINS_DIR", Plugins);
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(Plugins, recursive: true);
    }

    private static string FindScripts()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Flink.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "bin");
    }
}
