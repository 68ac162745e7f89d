using System.Diagnostics;
using System.Globalization;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Processes;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.SlowTests.Processes;

/// <summary>The processes of this machine, as the kernel shows them.</summary>
public sealed class ThisMachine : IDriverSystem
{
    private static readonly string _command = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Flink.Cli/debug/flink.dll"));

    private readonly Dictionary<string, string> _stateFolders = [];
    private readonly Dictionary<string, string> _logFolders = [];

    public string HostForWorkers => "127.0.0.1";

    public FlinkConfiguration Configuration => FlinkConfiguration.Empty.With(HighAvailabilityOptions.Type, "FILESYSTEM");

    public FlinkConfiguration UnusableConfiguration => throw new NotSupportedException("Declared as not expressible.");

    public IReadOnlyList<string> DiagnosticsOfKill => ["signal 9"];

    public DriverSurroundings Complete(DriverSurroundings surroundings)
    {
        _stateFolders[surroundings.ClusterId] = surroundings.StateFolder;
        _logFolders[surroundings.ClusterId] = surroundings.LogFolder;
        return surroundings with { Command = ["dotnet", _command] };
    }

    public IResourceManagerDriver NewDriver(DriverSurroundings surroundings) => new ProcessDriver(surroundings);

    public Task<IReadOnlyList<TaskManagerId>> RunningAsync(string clusterId) =>
        Task.FromResult<IReadOnlyList<TaskManagerId>>([.. Workers(clusterId).Select(worker => new TaskManagerId(worker.Name))]);

    public Task<IReadOnlyList<string>> LeftoversAsync(string clusterId)
    {
        var folder = Path.Combine(_stateFolders.GetValueOrDefault(clusterId, "/nonexistent"), "workers");
        var running = Workers(clusterId).Select(worker => worker.Name).ToHashSet();
        return Task.FromResult<IReadOnlyList<string>>(
            Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Where(path => !running.Contains(Path.GetFileName(path)))] : []);
    }

    public Task KillAsync(TaskManagerId worker)
    {
        var pid = Find(worker);
        using var process = Process.GetProcessById(pid);
        process.Kill();

        // A process that dies gives its memory back, and with it its command line, before it has ended: one that looks like gone by that may still be found alive.
        return Wait.UntilAsync(() => HasEnded(pid), () => $"{worker} does not end");
    }

    public async Task<string> VisibleAsync(TaskManagerId worker) => await File.ReadAllTextAsync($"/proc/{Find(worker)}/cmdline");

    public async Task<string> DescribeAsync(TaskManagerId worker)
    {
        var cluster = ClusterOf(worker);
        var lines = new List<string> { Workers(cluster).Any(found => found.Name == worker.Value) ? $"{worker} runs" : $"{worker} has no process" };
        foreach (var file in Directory.GetFiles(_logFolders[cluster], $"{worker}*"))
        {
            lines.AddRange([$"--- {file}", .. (await File.ReadAllLinesAsync(file)).TakeLast(30)]);
        }

        return string.Join('\n', lines);
    }

    public IDisposable Interrupt() => throw new NotSupportedException("Declared as not expressible.");

    public ValueTask DisposeAsync() => default;

    // The folder of a worker, whose name is that of the worker, is on its command line. What has ended has none, collected or not.
    private static IEnumerable<(int Pid, string Name)> Workers(string clusterId)
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            string[] words;
            try
            {
                words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
            }
            catch (IOException)
            {
                continue;
            }

            if (words.Contains("taskmanager")
                && words.SelectMany(word => word.Split('/')).FirstOrDefault(part => part.StartsWith($"{clusterId}-taskmanager-", StringComparison.Ordinal)) is { } name
                && !name.Contains('.', StringComparison.Ordinal))
            {
                yield return (pid, name);
            }
        }
    }

    // The state stands behind the name, which may hold brackets (proc_pid_stat(5)). Collected or not.
    private static bool HasEnded(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string ClusterOf(TaskManagerId worker) => worker.Value[..worker.Value.LastIndexOf("-taskmanager-", StringComparison.Ordinal)];

    private static int Find(TaskManagerId worker) => Workers(ClusterOf(worker)).First(found => found.Name == worker.Value).Pid;
}
