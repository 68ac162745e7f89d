using System.Globalization;
using Flink.Cluster.SlowTests.Harness;
using Flink.ResourceManagers.Processes;

namespace Flink.ResourceManagers.SlowTests.Faults;

/// <summary>A user's folders, in which commands start clusters of processes, and what of them is there.</summary>
public sealed class Home : IAsyncDisposable
{
    private readonly List<FlinkProcess> _commands = [];
    private readonly Dictionary<string, string> _environment;

    public Home(string configuration = "")
    {
        Directory.CreateDirectory(Path.Combine(Folder, "conf"));
        Directory.CreateDirectory(Work);
        File.WriteAllText(Path.Combine(Folder, "conf", "config.yaml"), $"""
            jobmanager.memory.process.size: 1g
            taskmanager.memory.process.size: 1g
            heartbeat.interval: 500 ms
            heartbeat.timeout: 10 s
            {configuration}
            """);
        _environment = new Dictionary<string, string>
        {
            ["FLINK_HOME"] = Folder,
            ["FLINK_CONF_DIR"] = Path.Combine(Folder, "conf"),
            ["FLINK_LOG_DIR"] = Path.Combine(Folder, "log"),
            ["FLINK_STATE_DIR"] = Path.Combine(Folder, "state"),
            ["FLINK_PROPERTIES"] = "",
        };
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("flink-home-").FullName;

    /// <summary>For the files of jobs.</summary>
    public string Work => Path.Combine(Folder, "work");

    private string Clusters => Path.Combine(Folder, "state", "clusters", "process");

    public FlinkProcess Start(params string[] arguments)
    {
        var command = new FlinkProcess(null, _environment, arguments);
        _commands.Add(command);
        return command;
    }

    /// <summary>Starts a process of a cluster, as scripts do.</summary>
    public FlinkProcess StartRole(string role, params string[] arguments)
    {
        var process = new FlinkProcess(Path.Combine(Folder, "log", $"standalone-{role}.log"), _environment, [role, .. arguments]);
        _commands.Add(process);
        return process;
    }

    public async Task<FlinkProcess> RunAsync(params string[] arguments)
    {
        var command = Start(arguments);
        await command.ExitAsync();
        return command;
    }

    /// <summary>The JobManager of the only cluster, once it is there.</summary>
    public async Task<ProcessIdentity> JobManagerAsync()
    {
        ProcessIdentity? found = null;
        await Waiting.UntilAsync(() => (found = Read("jobmanager").FirstOrDefault(static process => process.IsAlive)) is not null, () => Tell("No JobManager is there"));
        return found!;
    }

    /// <summary>The workers that run, by their numbers.</summary>
    public IReadOnlyList<int> Workers => [.. Read("process").Where(static process => process.IsAlive).Select(static process => process.Pid).Order()];

    public Task WorkersAsync(int count) => Waiting.UntilAsync(() => Workers.Count == count, () => Tell($"There are not {count} workers"));

    public static void Kill(int pid) => Signal(pid, "KILL");

    public static void Signal(int pid, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until no process of these folders runs.</summary>
    public Task NoProcessIsLeftAsync() => Waiting.UntilAsync(() => Running().Count == 0, () => Tell($"Left are {string.Join("; ", Running())}"));

    public async Task NothingIsLeftAsync()
    {
        await NoProcessIsLeftAsync();
        Assert.Empty(Directory.Exists(Clusters) ? Directory.GetDirectories(Clusters) : []);
    }

    /// <summary>What everybody has logged.</summary>
    public IEnumerable<string> LogTexts() => Directory.GetFiles(Path.Combine(Folder, "log"), "*.log", SearchOption.AllDirectories).Select(File.ReadAllText);

    public string Tell(string what) => $"{what}.\n{string.Join('\n', _commands.Select(static command => command.Tail))}\n{string.Join('\n', Logs())}";

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands)
        {
            await command.DisposeAsync();
        }

        foreach (var (pid, _) in Running())
        {
            try
            {
                System.Diagnostics.Process.GetProcessById(pid).Kill();
            }
            catch (ArgumentException)
            {
                // It went by itself.
            }
        }

        await NoProcessIsLeftAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private List<ProcessIdentity> Read(string name)
    {
        List<ProcessIdentity> found = [];
        foreach (var file in Directory.Exists(Clusters) ? Directory.GetFiles(Clusters, name, SearchOption.AllDirectories) : [])
        {
            try
            {
                if (ProcessIdentity.Parse(File.ReadAllText(file)) is { } process)
                {
                    found.Add(process);
                }
            }
            catch (IOException)
            {
                // It went with its process.
            }
        }

        return found;
    }

    // Every process of a cluster has a file of its folder on its command line.
    private List<(int Pid, string Command)> Running()
    {
        List<(int, string)> running = [];
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId && CommandOf(folder) is { } command
                && command.Contains(Folder, StringComparison.Ordinal) && ProcessIdentity.Of(pid) is not null && !_commands.Exists(own => own.Id == pid))
            {
                running.Add((pid, command));
            }
        }

        return running;
    }

    private static string? CommandOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private IEnumerable<string> Logs() => Directory.Exists(Path.Combine(Folder, "log"))
        ? Directory.GetFiles(Path.Combine(Folder, "log"), "*", SearchOption.AllDirectories)
            .Select(static file => $"--- {file}\n{string.Join('\n', File.ReadLines(file).TakeLast(30))}")
        : [];
}
