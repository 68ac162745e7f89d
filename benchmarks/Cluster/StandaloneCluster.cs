using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Cluster.SlowTests.Harness;

namespace Flink.Benchmarks.Cluster;

/// <summary>A distribution in a folder of its own (scripts of this repository, the published engine as its lib), and the processes that were started of it.</summary>
internal sealed class StandaloneCluster : IDisposable
{
    private const string JobManagers = "standalonesession";
    private const string TaskManagers = "taskexecutor";
    private const string Identity = "bench";

    private readonly Distribution _distribution = new();

    /// <summary>Makes the folder; nothing runs yet.</summary>
    /// <param name="taskManagers">How many <c>start-cluster.sh</c> starts.</param>
    /// <param name="slots">Slots of each.</param>
    /// <param name="options">Lines of <c>config.yaml</c> beyond addresses.</param>
    public StandaloneCluster(int taskManagers = 1, int slots = 2, params IReadOnlyList<string> options)
    {
        Size = taskManagers;
        Directory.CreateDirectory(Path.Combine(_distribution.Home, "tmp"));
        var (rpc, rest) = (FreePorts.Take(), FreePorts.Take());
        Rest = new ClusterRest(new Uri($"http://localhost:{rest}"));
        string[] own =
        [
            "jobmanager.bind-host: localhost",
            "jobmanager.rpc.address: localhost",
            $"jobmanager.rpc.port: {rpc}",
            "jobmanager.memory.process.size: 1600m",
            "taskmanager.bind-host: localhost",
            "taskmanager.host: localhost",
            $"taskmanager.numberOfTaskSlots: {slots}",
            "taskmanager.memory.process.size: 1728m",
            "rest.address: localhost",
            "rest.bind-address: localhost",
            $"rest.port: {rest}",
            $"io.tmp.dirs: {_distribution.Home}/tmp",
        ];
        File.WriteAllLines(_distribution.Configuration, own.With(options));
        File.WriteAllLines(Path.Combine(_distribution.Home, "conf", "workers"), Enumerable.Repeat("localhost", taskManagers));
    }

    /// <summary>A running cluster of one worker with two slots each with as much managed memory as the embedded jobs of figures ask for.</summary>
    public static StandaloneCluster OfOneWorker() => Started(new StandaloneCluster(
        taskManagers: 1, slots: 2, "taskmanager.memory.process.size: 5g", "taskmanager.memory.managed.size: 2g"));

    /// <summary>A running cluster of two workers with a slot each, and as much memory as the peer's have.</summary>
    public static StandaloneCluster OfTwoWorkers() => Started(new StandaloneCluster(taskManagers: 2, slots: 1, "taskmanager.memory.process.size: 3g"));

    /// <summary>TaskManagers that <see cref="Start"/> starts.</summary>
    public int Size { get; }

    /// <summary>The JobManager's REST endpoint.</summary>
    public ClusterRest Rest { get; }

    public int JobManager => PidsOf(JobManagers).Single();

    public IReadOnlyList<int> Workers => PidsOf(TaskManagers);

    /// <inheritdoc cref="Distribution.Install"/>
    public void Install(string plugin, string project) => _distribution.Install(plugin, project);

    /// <summary>What the JobManager has printed.</summary>
    public string JobManagerOutput() => string.Concat(Directory.GetFiles(Path.Combine(_distribution.Home, "log"), $"*{JobManagers}*.out").Select(File.ReadAllText));

    /// <summary>Starts everything and waits until all workers are registered.</summary>
    /// <returns>The time until then, from before the script was started.</returns>
    public TimeSpan Start()
    {
        var start = Stopwatch.GetTimestamp();
        Run("start-cluster.sh");
        try
        {
            Rest.WaitForWorkers(Size);
        }
        catch (BenchmarkFailure failure)
        {
            throw new BenchmarkFailure($"{failure.Message}\n{Logs()}");
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Starts another JobManager's or TaskManager's process without a script, as the scripts do in the end.</summary>
    /// <param name="role"><c>jobmanager</c> or <c>taskmanager</c>.</param>
    public Process Launch(string role)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(_distribution.Home, "lib", "flink.dll"), role, "--configDir", Path.Combine(_distribution.Home, "conf"),
                "--logFile", Path.Combine(_distribution.Home, "log", $"{role}-{Guid.NewGuid():n}.log"),
            },
            RedirectStandardOutput = true,
        };
        start.Environment["FLINK_HOME"] = _distribution.Home;
        return Process.Start(start)!;
    }

    /// <summary>Runs a script of <c>bin</c> to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="BenchmarkFailure">It failed.</exception>
    public string Run(string script, params IEnumerable<string> arguments) => Command.Run(
        _distribution.Script(script),
        arguments,
        ("FLINK_PID_DIR", Path.Combine(_distribution.Home, "pid")),
        ("FLINK_IDENT_STRING", Identity),
        ("FLINK_HOME", null),
        ("FLINK_CONF_DIR", null),
        ("FLINK_LOG_DIR", null),
        ("FLINK_PROPERTIES", null)).Output;

    /// <summary>Resident memory of a process in MB of 2^20 bytes, as the system counts it.</summary>
    public static double ResidentMegabytes(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.WorkingSet64 / (double)(1 << 20);
    }

    /// <summary>Ends the processes and deletes the folder.</summary>
    public void Dispose()
    {
        Rest.Dispose();
        foreach (var pid in Workers.Concat(PidsOf(JobManagers)))
        {
            Kill(pid);
        }

        _distribution.Dispose();
    }

    // The ends of what the processes have logged and printed.
    private string Logs() => string.Join('\n', Directory.GetFiles(Path.Combine(_distribution.Home, "log")).SelectMany(static path => File.ReadLines(path).TakeLast(20).Prepend($"== {path}")));

    private static StandaloneCluster Started(StandaloneCluster cluster)
    {
        try
        {
            cluster.Start();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    private IReadOnlyList<int> PidsOf(string daemon)
    {
        var path = Path.Combine(_distribution.Home, "pid", $"flink-{Identity}-{daemon}.pid");
        return File.Exists(path) ? [.. File.ReadAllLines(path).Select(int.Parse)] : [];
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(5));
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }
}
