using System.Diagnostics;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Configuration;
using Flink.FileSystems.Hdfs.Files;

namespace Flink.FileSystems.Hdfs.SlowTests.Harness;

/// <summary>The Hadoop cluster that HADOOP_CONF_DIR names; FLINK_TEST_HADOOP is the folder of the scripts that hurt it.</summary>
/// <remarks>Where one is missing its users are skipped and say so.</remarks>
public static class Hadoop
{
    /// <summary>The collection of all that uses it: while one test kills a daemon no other runs.</summary>
    public const string Collection = "hadoop";

    internal static HdfsFileSystem NewFileSystem(Func<string, string?>? environment = null)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HADOOP_CONF_DIR") is { Length: > 0 }, "HADOOP_CONF_DIR names no Hadoop cluster");
        return new HdfsFileSystem(HadoopConfiguration.Load(FlinkConfiguration.Empty, environment ?? Environment.GetEnvironmentVariable), TimeProvider.System);
    }

    /// <summary>A folder of its own for whoever asks; it does not exist yet.</summary>
    public static FilePath NewFolder() => FilePath.Parse($"hdfs:///tmp/flink-tests/{Guid.NewGuid():N}");

    /// <summary>The plugins folder of a distribution with nothing in it but the plug-in as it was built.</summary>
    public static string NewPlugins(string home)
    {
        var plugins = Directory.CreateDirectory(Path.Combine(home, "plugins")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(plugins, "hdfs"), Built.FolderOf("Flink.FileSystems.Hdfs"));
        return plugins;
    }

    /// <summary>Kills daemons: nn, dn.</summary>
    public static Task KillAsync(string daemon) => RunAsync("hadoop-kill.sh", daemon);

    /// <summary>Starts daemons again and waits until they serve.</summary>
    public static async Task StartAsync(string daemon)
    {
        await RunAsync("hadoop-start.sh", daemon);
        await RunAsync("hadoop-up.sh");
    }

    /// <summary>Ends the test as skipped where daemons may not be killed.</summary>
    public static void RequireScripts() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("FLINK_TEST_HADOOP") is { Length: > 0 }, "FLINK_TEST_HADOOP names no folder of scripts that kill and start daemons of Hadoop");

    private static async Task RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Environment.GetEnvironmentVariable("FLINK_TEST_HADOOP")!, script), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
    }
}
