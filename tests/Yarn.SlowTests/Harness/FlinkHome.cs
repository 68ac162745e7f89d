using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Flink.Core.FileSystems;
using Flink.Core.Plugins;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>The <c>flink</c> command of this build with a configuration of its own, and a folder of its own on HDFS.</summary>
internal sealed partial class FlinkHome : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-yarn-").FullName;
    private readonly YarnConnection _connection = YarnLab.Connect();
    private readonly List<string> _names = [];
    private readonly StringBuilder _said = new();

    // Longer than a command waits for a cluster.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(6);

    private FlinkHome()
    {
        Remote = FilePath.Parse(YarnLab.Staging).Child($"test-{Path.GetFileName(_folder)}");
        Directory.CreateDirectory(Path.Combine(_folder, "conf"));
        File.WriteAllText(
            Path.Combine(_folder, "conf", "config.yaml"),
            $"""
            yarn.staging-directory: {YarnLab.Staging}
            yarn.properties-file.location: {_folder}
            jobmanager.memory.process.size: 1024m
            taskmanager.memory.process.size: 1024m
            execution.checkpointing.dir: {Remote.Child("checkpoints")}
            """);
        Client = new ResourceManagerClient(_connection);
        Files = new FileSystemRegistry(YarnLab.Configuration, static () => PluginCatalog.Installed).For(Remote);
    }

    /// <summary>Makes one. What all of them ship is there then, and nobody uploads it later.</summary>
    public static async Task<FlinkHome> OpenAsync()
    {
        YarnLab.Need();
        await YarnLab.ShipAsync();
        return new FlinkHome();
    }

    /// <summary>YARN, without the command.</summary>
    public ResourceManagerClient Client { get; }

    /// <summary>HDFS.</summary>
    public FileSystem Files { get; }

    /// <summary>A folder of this test on HDFS.</summary>
    public FilePath Remote { get; }

    /// <summary>A folder of this test on this machine, where all containers are too.</summary>
    public string Local => _folder;

    /// <summary>A name for a cluster that nobody has.</summary>
    public string NewName(string beginning)
    {
        var name = $"{beginning}-{Guid.NewGuid():N}"[..(beginning.Length + 9)];
        _names.Add(name);
        return name;
    }

    /// <summary>Starts a command; the caller waits, or ends it.</summary>
    public Process Start(params IEnumerable<string> arguments) => Start("dotnet", [Installation.Flink, .. arguments]);

    /// <summary>Runs a command to its end.</summary>
    public Task<(int Code, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments) => RunAsync(Start(arguments));

    /// <summary>Runs <c>yarn-session.sh</c> to its end, as in a distribution.</summary>
    public Task<(int Code, string Output, string Errors)> RunSessionScriptAsync(params IEnumerable<string> arguments)
    {
        var home = Path.Combine(_folder, "home");
        if (!Directory.Exists(home))
        {
            // The command of this build in the place of the one that the script beside it finds.
            Directory.CreateDirectory(Path.Combine(home, "bin"));
            File.Copy(Path.Combine(Installation.Scripts, "yarn-session.sh"), Path.Combine(home, "bin/yarn-session.sh"));
            File.WriteAllText(Path.Combine(home, "bin/flink"), $"#!/bin/sh\nexec dotnet '{Installation.Flink}' \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(home, "bin/flink"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        return RunAsync(Start(Path.Combine(home, "bin/yarn-session.sh"), arguments));
    }

    /// <summary>The application of a name.</summary>
    public async Task<ApplicationReport> ApplicationAsync(string name) => (await Client.ListAsync($"user={HadoopUser.Name}", CancellationToken.None)).Single(app => app.Name == name);

    /// <summary>Writes a file of HDFS.</summary>
    public FilePath Write(string name, string text)
    {
        var path = Remote.Child(name);
        using var stream = Files.Create(path, CreateMode.Overwrite);
        stream.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }

    /// <summary>The lines of all files of a folder of HDFS, or of one.</summary>
    public IReadOnlyList<string> Lines(FilePath path) => Files.GetStatus(path).IsDirectory
        ? [.. Files.List(path).Where(static entry => !entry.Path.IsHidden).SelectMany(entry => Lines(entry.Path))]
        : ReadLines(path);

    /// <summary>The hashes of the engine in the logs of an application's containers, while they are there.</summary>
    public static IReadOnlyList<string> EngineHashes(string application) =>
        [.. ContainerLogs.Of(application, ".log").SelectMany(static file => EngineLine().Matches(ContainerLogs.Read(file)).Select(static match => match.Groups[1].Value))];

    /// <summary>The hashes of the engine in the logs of commands that have run programs embedded.</summary>
    public IReadOnlyList<string> EmbeddedEngineHashes() =>
        [.. Directory.GetFiles(Path.Combine(_folder, "log")).SelectMany(static file => EngineLine().Matches(ContainerLogs.Read(file)).Select(static match => match.Groups[1].Value))];

    /// <summary>All that commands have said, and what there is to read about their clusters, for messages of failed tests.</summary>
    public async Task<string> DescribeAsync() => _said + ContainerLogs.Describe(
        (await Client.ListAsync($"user={HadoopUser.Name}", CancellationToken.None)).Where(app => _names.Contains(app.Name)));

    public async ValueTask DisposeAsync()
    {
        // Of a test that failed before it stopped them.
        foreach (var app in (await Client.ListAsync($"user={HadoopUser.Name}", CancellationToken.None)).Where(app => !app.HasEnded && _names.Contains(app.Name)))
        {
            await Client.KillAsync(app.Id, "the test is over", CancellationToken.None);
        }

        Files.Delete(Remote, recursive: true);
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(Process process)
    {
        using var running = process;
        running.StandardInput.Close();
        var output = running.StandardOutput.ReadToEndAsync();
        var errors = running.StandardError.ReadToEndAsync();
        try
        {
            await running.WaitForExitAsync().WaitAsync(_patience);
        }
        catch (TimeoutException)
        {
            running.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', running.StartInfo.ArgumentList)} does not end: {await output}{await errors}");
        }

        _said.Append($"--- {string.Join(' ', running.StartInfo.ArgumentList)} ended with {running.ExitCode}\n{await output}{await errors}\n");
        return (running.ExitCode, await output, await errors);
    }

    private List<string> ReadLines(FilePath path)
    {
        using var reader = new StreamReader(Files.OpenRead(path));
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private Process Start(string command, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["FLINK_PLUGINS_DIR"] = Installation.Plugins;
        start.Environment["FLINK_STATE_DIR"] = Path.Combine(_folder, "state");
        start.Environment["FLINK_HOME"] = Path.GetDirectoryName(Installation.Scripts);
        start.Environment["FLINK_LOG_DIR"] = Path.Combine(_folder, "log");
        start.Environment["FLINK_CONF_DIR"] = Path.Combine(_folder, "conf");
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"Engine ([0-9a-f]{32})")]
    private static partial Regex EngineLine();
}
