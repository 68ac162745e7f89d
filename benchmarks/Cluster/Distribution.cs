using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>A distribution in a folder of its own: scripts and configuration of this repository, and the published engine as its lib. Deleted when it is disposed.</summary>
internal sealed class Distribution : IDisposable
{
    private const int DeletionAttempts = 20;

    /// <summary>Makes the folder.</summary>
    public Distribution()
    {
        Home = Directory.CreateTempSubdirectory("flink-bench-").FullName;
        Copy("bin");
        Copy("conf");
        Directory.CreateSymbolicLink(Path.Combine(Home, "lib"), LoadedProgram.EngineFolder);
    }

    /// <summary>The folder.</summary>
    public string Home { get; }

    /// <summary>The folder of its plug-ins.</summary>
    public string Plugins => Path.Combine(Home, "plugins");

    /// <summary>Its <c>config.yaml</c>.</summary>
    public string Configuration => Path.Combine(Home, "conf", "config.yaml");

    /// <summary>The path of a script of <c>bin</c>.</summary>
    public string Script(string name) => Path.Combine(Home, "bin", name);

    /// <summary>Publishes a plug-in of this repository into it, as <c>build-dist.sh</c> does.</summary>
    /// <param name="plugin">Its folder's name below <see cref="Plugins"/>.</param>
    /// <param name="project">Its project's name below <c>src</c>.</param>
    public void Install(string plugin, string project) => Command.Run(
        "dotnet",
        [
            "publish", Path.Combine(ResultFiles.Root, "src", project), "-c", "Release", "-r", "linux-x64", "--no-self-contained", "-p:PublishReadyToRun=true", "-p:DebugType=none",
            "-o", Path.Combine(Plugins, plugin), "--nologo", "--verbosity", "quiet",
        ]);

    /// <summary>Runs a script of <c>bin</c>, or <c>flink</c>, to its end, with state and logs of commands in the folder.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="BenchmarkFailure">It failed.</exception>
    public string Run(string script, params IEnumerable<string> arguments) => Command.Run(
        Script(script),
        arguments,
        ("FLINK_STATE_DIR", Path.Combine(Home, "state")),
        ("FLINK_LOG_DIR", Path.Combine(Home, "log")),
        ("FLINK_PLUGINS_DIR", null),
        ("FLINK_CONF_DIR", null)).Output;

    public void Dispose()
    {
        // A process that was killed may still be closing its files.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(Home, recursive: true);
                return;
            }
            catch (IOException) when (attempt < DeletionAttempts)
            {
                Thread.Sleep(50);
            }
        }
    }

    private void Copy(string folder)
    {
        var target = Directory.CreateDirectory(Path.Combine(Home, folder)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(ResultFiles.Root, folder)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }
}
