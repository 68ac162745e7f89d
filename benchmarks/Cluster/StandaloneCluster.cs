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

    private readonly string _home = Directory.CreateTempSubdirectory("flink-bench-").FullName;

    /// <summary>Makes the folder; nothing runs yet.</summary>
    /// <param name="taskManagers">How many <c>start-cluster.sh</c> starts.</param>
    /// <param name="slots">Slots of each.</param>
    /// <param name="options">Lines of <c>config.yaml</c> beyond addresses.</param>
    public StandaloneCluster(int taskManagers = 1, int slots = 2, params IReadOnlyList<string> options)
    {
        Size = taskManagers;
        Copy("bin");
        Copy("conf");
        Directory.CreateSymbolicLink(Path.Combine(_home, "lib"), LoadedProgram.EngineFolder);
        Directory.CreateDirectory(Path.Combine(_home, "tmp"));
        var (rpc, rest) = (FreePorts.Take(), FreePorts.Take());
        Rest = new ClusterRest(new Uri($"http://localhost:{rest}"));
        string[] hosts = ["jobmanager.bind-host: localhost", "jobmanager.rpc.address: localhost"];
        string[] defaults =
        [
            "jobmanager.memory.process.size: 1600m",
            "taskmanager.memory.process.size: 1728m",
        ];
        File.WriteAllLines(
            Path.Combine(_home, "conf", "config.yaml"),
            [
                .. hosts.Where(line => !options.Any(option => KeyOf(option) == KeyOf(line))),
                $"jobmanager.rpc.port: {rpc}",
                "taskmanager.bind-host: localhost",
                "taskmanager.host: localhost",
                $"taskmanager.numberOfTaskSlots: {slots}",
                "rest.address: localhost",
                "rest.bind-address: localhost",
                $"rest.port: {rest}",
                $"io.tmp.dirs: {_home}/tmp",
                .. defaults.Where(line => !options.Any(option => KeyOf(option) == KeyOf(line))),
                .. options,
            ]);
        File.WriteAllLines(Path.Combine(_home, "conf", "workers"), Enumerable.Repeat("localhost", taskManagers));
    }

    /// <summary>A running cluster of one worker with two slots and as much managed memory as the embedded jobs of figures ask for.</summary>
    public static StandaloneCluster OfOneWorker() => Started(new StandaloneCluster(
        taskManagers: 1, slots: 2, "taskmanager.memory.process.size: 4g", "taskmanager.memory.managed.size: 1g"));

    /// <summary>A running cluster of two workers with a slot each, and as much memory as the peer's have.</summary>
    public static StandaloneCluster OfTwoWorkers() => Started(new StandaloneCluster(taskManagers: 2, slots: 1, "taskmanager.memory.process.size: 3g"));

    /// <summary>TaskManagers that <see cref="Start"/> starts.</summary>
    public int Size { get; }

    /// <summary>The JobManager's REST endpoint.</summary>
    public ClusterRest Rest { get; }

    public int JobManager => PidsOf(JobManagers).Single();

    public IReadOnlyList<int> Workers => PidsOf(TaskManagers);

    /// <summary>Publishes a plug-in of this repository into the distribution.</summary>
    public void Install(string plugin, string project)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["publish", project, "-c", "Release", "-r", "linux-x64", "--no-self-contained", "-p:PublishReadyToRun=true", "-p:DebugType=none", "-o", Path.Combine(_home, "plugins", plugin), "--nologo", "--verbosity", "quiet"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new BenchmarkFailure($"{project} could not be published: {output}");
        }
    }

    /// <summary>What the JobManager has printed.</summary>
    public string JobManagerOutput() => string.Concat(Directory.GetFiles(Path.Combine(_home, "log"), $"*{JobManagers}*.out").Select(File.ReadAllText));

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
                Path.Combine(_home, "lib", "flink.dll"), role, "--configDir", Path.Combine(_home, "conf"),
                "--logFile", Path.Combine(_home, "log", $"{role}-{Guid.NewGuid():n}.log"),
            },
            RedirectStandardOutput = true,
        };
        start.Environment["FLINK_HOME"] = _home;
        return Process.Start(start)!;
    }

    /// <summary>Runs a script of <c>bin</c> to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="BenchmarkFailure">It failed.</exception>
    public string Run(string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_home, "bin", script), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["FLINK_PID_DIR"] = Path.Combine(_home, "pid");
        start.Environment["FLINK_IDENT_STRING"] = Identity;
        foreach (var name in (string[])["FLINK_HOME", "FLINK_CONF_DIR", "FLINK_LOG_DIR", "FLINK_PROPERTIES"])
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new BenchmarkFailure($"{script} ended with exit code {process.ExitCode}: {error.GetAwaiter().GetResult()}\n{output}");
    }

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

        // A process that was killed may still be closing its files.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(_home, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                Thread.Sleep(50);
            }
        }
    }

    // The ends of what the processes have logged and printed.
    private string Logs() => string.Join('\n', Directory.GetFiles(Path.Combine(_home, "log")).SelectMany(static path => File.ReadLines(path).TakeLast(20).Prepend($"== {path}")));

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
        var path = Path.Combine(_home, "pid", $"flink-{Identity}-{daemon}.pid");
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

    private void Copy(string folder)
    {
        var target = Directory.CreateDirectory(Path.Combine(_home, folder)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(ResultFiles.Root, folder)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    private static string KeyOf(string line) => line[..line.IndexOf(':', StringComparison.Ordinal)];
}
