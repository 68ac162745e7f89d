using Flink.Core.FileSystems;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>JobManagers and TaskManagers as processes of this machine, with folders of their own, gone with the test.</summary>
/// <remarks>Made by <see cref="ClusterTest"/>.</remarks>
public sealed class RealCluster
{
    private readonly List<FlinkProcess> _processes = [];
    private readonly List<RestProbe> _probes = [];
    private readonly Dictionary<string, string> _environment;

    /// <summary>A cluster without processes yet.</summary>
    /// <param name="extra">Further lines of its config.yaml, or others than its own.</param>
    /// <param name="storage">Where checkpoints and what else outlives processes is kept; null for a folder of this machine.</param>
    public RealCluster(string extra, ClusterStorage? storage = null)
    {
        Storage = storage ?? new ClusterStorage(new LocalFileSystem(), FilePath.OfLocal(Home), "", "");
        RpcPort = FreePorts.Take();
        RestPort = FreePorts.Take();
        foreach (var folder in (string[])["conf", "log", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(Home, folder));
        }

        string[] own =
        [
            "jobmanager.rpc.address: localhost",
            $"jobmanager.rpc.port: {RpcPort}",
            "jobmanager.bind-host: localhost",
            "jobmanager.memory.process.size: 1600m",
            $"rest.port: {RestPort}",
            "taskmanager.host: localhost",
            "taskmanager.bind-host: localhost",
            "taskmanager.numberOfTaskSlots: 1",
            "taskmanager.memory.process.size: 1728m",
            "cluster.registration.error-delay: 500 ms",
            "cluster.registration.max-timeout: 2 s",
            $"execution.checkpointing.dir: {Checkpoints}",
            $"io.tmp.dirs: {Temporary}",
            "restart-strategy.type: fixed-delay",
            "restart-strategy.fixed-delay.attempts: 20",
            "restart-strategy.fixed-delay.delay: 100 ms",
        ];
        File.WriteAllLines(
            Path.Combine(Configuration, "config.yaml"),
            own.With([.. Storage.Configuration.Split('\n'), .. extra.Split('\n')]));
        _environment = new Dictionary<string, string>
        {
            ["FLINK_CONF_DIR"] = Configuration,
            ["FLINK_LOG_DIR"] = Path.Combine(Home, "log"),
            ["FLINK_PROPERTIES"] = "",
            ["TMPDIR"] = Temporary,
        };
        if (Storage.Plugins.Length > 0)
        {
            _environment["FLINK_PLUGINS_DIR"] = Storage.Plugins;
        }

        Rest = Probe(RestPort);
    }

    /// <summary>All that the cluster writes is below it.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("flink-cluster-").FullName;

    /// <summary>Where checkpoints and what else outlives processes is kept.</summary>
    public ClusterStorage Storage { get; }

    /// <summary>The folder of checkpoints.</summary>
    public FilePath Checkpoints => Storage.Folder.Child("checkpoints");

    /// <summary>Temporary files of all processes.</summary>
    public string Temporary => Path.Combine(Home, "tmp");

    /// <summary>Where processes that start later log.</summary>
    public string LogFolder { get; set; } = "";

    public int RpcPort { get; }

    /// <summary>The port of <see cref="Rest"/>.</summary>
    public int RestPort { get; private set; }

    /// <summary>The (first) JobManager's REST endpoint.</summary>
    public RestProbe Rest { get; private set; }

    /// <summary>Processes that scripts start read it.</summary>
    public string Configuration => Path.Combine(Home, "conf");

    /// <summary>Adds lines to config.yaml, for processes that start later.</summary>
    public void Add(string configuration) => File.AppendAllText(Path.Combine(Configuration, "config.yaml"), "\n" + configuration);

    /// <summary>Asks another JobManager from now on: the one that leads.</summary>
    public void TurnTo(int port) => (RestPort, Rest) = (port, Probe(port));

    /// <summary>Waits until one of several JobManagers leads, and asks that one from now on.</summary>
    /// <param name="ports">Their REST ports.</param>
    public async Task TurnToLeaderAsync(params int[] ports)
    {
        RestProbe[] probes = [.. ports.Select(Probe)];
        await Waiting.UntilAsync(
            async () =>
            {
                for (var i = 0; i < probes.Length; i++)
                {
                    if (await probes[i].AnswersAsync("readyz"))
                    {
                        TurnTo(ports[i]);
                        return true;
                    }
                }

                return false;
            },
            () => $"No JobManager leads.\n{Tails()}");
    }

    /// <summary>Sets a variable of processes that start later.</summary>
    public void Set(string variable, string value) => _environment[variable] = value;

    /// <summary>Lets several JobManagers stand by for each other: what they need is in a folder.</summary>
    public void EnableHighAvailability() => Add(
        $"""
        high-availability.type: filesystem
        high-availability.storageDir: {Storage.Folder.Child("ha")}
        high-availability.cluster-id: faults
        high-availability.filesystem.lease-duration: 10 s
        high-availability.filesystem.renew-deadline: 8 s
        high-availability.filesystem.retry-period: 1 s
        """);

    /// <summary>Starts a JobManager.</summary>
    public FlinkProcess StartJobManager(params string[] arguments) => Start("jobmanager", arguments);

    public FlinkProcess StartTaskManager(params string[] arguments) => Start("taskmanager", arguments);

    /// <summary>Starts a TaskManager on each host of a network, named tm-0, tm-1 and so on; the configuration says where the JobManager is.</summary>
    public FlinkProcess[] StartTaskManagers(HostNetwork network, int count) =>
    [
        .. Enumerable.Range(0, count).Select(host => Start(
            "taskmanager",
            ["-D", $"taskmanager.resource-id=tm-{host}", "-D", $"taskmanager.host={network.AddressOf(host)}", "-D", $"taskmanager.bind-host={network.AddressOf(host)}"],
            network.LauncherOf(host))),
    ];

    /// <summary>Starts TaskManagers, named tm-0, tm-1 and so on.</summary>
    public FlinkProcess[] StartTaskManagers(int count) =>
        [.. Enumerable.Range(0, count).Select(i => StartTaskManager("-D", $"taskmanager.resource-id=tm-{i}"))];

    /// <summary>Waits until so many TaskManagers are registered.</summary>
    public Task RegisteredAsync(int count) =>
        Rest.UntilAsync("v1/taskmanagers", answer => answer.GetProperty("taskmanagers").EnumerateArray().Count(static worker => worker.GetProperty("slotsNumber").GetInt32() > 0) == count);

    /// <summary>Ids of the registered TaskManagers, in order.</summary>
    public async Task<string[]> TaskManagerIdsAsync() =>
        [.. (await Rest.GetAsync("v1/taskmanagers")).GetProperty("taskmanagers").EnumerateArray().Select(static worker => worker.GetProperty("id").GetString()!).Order()];

    /// <summary>Starts a command of the command line.</summary>
    public FlinkProcess StartCommand(params string[] arguments)
    {
        var process = new FlinkProcess(null, _environment, arguments);
        _processes.Add(process);
        return process;
    }

    /// <summary>Asks another REST endpoint than the first JobManager's; gone with the cluster.</summary>
    public RestProbe Probe(int port)
    {
        var probe = new RestProbe(new Uri($"http://127.0.0.1:{port}"), Tails);
        _probes.Add(probe);
        return probe;
    }

    /// <summary>The ends of all logs.</summary>
    public string Tails() => string.Join('\n', _processes.Select(static process => process.Tail));

    /// <summary>Ends all processes.</summary>
    /// <param name="keepsFiles">Whether its folder stays, for whoever looks for the reason of a failure.</param>
    public async Task EndAsync(bool keepsFiles)
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        foreach (var probe in _probes)
        {
            probe.Dispose();
        }

        if (!keepsFiles)
        {
            Directory.Delete(Home, recursive: true);
            Storage.Files.Delete(Storage.Folder, recursive: true);
        }
    }

    private FlinkProcess Start(string role, string[] arguments, string[]? launcher = null)
    {
        var log = Path.Combine(LogFolder.Length > 0 ? LogFolder : Path.Combine(Home, "log"), $"{role}-{_processes.Count}.log");
        var process = new FlinkProcess(launcher ?? [], log, _environment, [role, .. arguments]);
        _processes.Add(process);
        return process;
    }
}
