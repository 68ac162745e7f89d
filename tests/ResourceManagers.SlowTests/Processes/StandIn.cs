using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Processes;
using Flink.ResourceManagers.Testing;
using Flink.Runtime.Memory;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Flink.ResourceManagers.SlowTests.Processes;

/// <summary>A driver whose workers are a shell script, and what it has told.</summary>
public sealed class StandIn : IDriverEvents, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(TaskManagerId Worker, string Diagnostics)> _lost = [];
    private readonly IoThreads _io = new(4);

    private StandIn(string folder, string command, FlinkConfiguration configuration, string? state, string? logs)
    {
        Folder = folder;
        State = state ?? Path.Combine(folder, "state");
        Logs = logs ?? Path.Combine(folder, "log");
        Log = FakeLogCollector.Create(new FakeLogCollectorOptions { OutputFormatter = static record => record.Message, OutputSink = line => Said?.Invoke(line) });
        Driver = new ProcessDriver(new DriverSurroundings
        {
            ClusterId = "stand-in",
            Term = 1,
            Configuration = configuration,
            Command = [command],
            ConfigurationFolder = null,
            LogFolder = Logs,
            StateFolder = State,
            Clock = TimeProvider.System,
            Io = _io,
            Loggers = new LoggerFactory([new FakeLoggerProvider(Log)]),
        });
    }

    public string Folder { get; }

    public string State { get; }

    public string Logs { get; }

    /// <summary>What the driver logs.</summary>
    public FakeLogCollector Log { get; }

    /// <summary>Called with each line of it, in the driver's thread.</summary>
    public Action<string>? Said { get; set; }

    public ProcessDriver Driver { get; }

    public IReadOnlyList<RecoveredWorker> Recovered { get; private set; } = [];

    /// <param name="script">What a worker does, in the shell's language.</param>
    /// <param name="configuration">Of the cluster; workers outlive the driver's process.</param>
    /// <param name="state">The state folder; null for one of its own.</param>
    /// <param name="logs">The folder of logs; null for one of its own.</param>
    public static async Task<StandIn> StartAsync(string script, FlinkConfiguration? configuration = null, string? state = null, string? logs = null)
    {
        var folder = Directory.CreateTempSubdirectory("flink-stand-in-").FullName;
        var command = Path.Combine(folder, "worker");
        await File.WriteAllTextAsync(command, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var standIn = new StandIn(folder, command, (configuration ?? FlinkConfiguration.Empty).With(HighAvailabilityOptions.Type, "FILESYSTEM"), state, logs);
        standIn.Recovered = await standIn.Driver.InitializeAsync(standIn, CancellationToken.None);
        return standIn;
    }

    public static WorkerRequest NewRequest(string size = "1g", FlinkConfiguration? more = null)
    {
        var configuration = (more ?? FlinkConfiguration.Empty).With(TaskManagerMemoryOptions.ProcessSize, MemorySize.Parse(size));
        var memory = TaskManagerProcessMemory.From(configuration);
        return new WorkerRequest(WorkerSpec.From(configuration, memory), 1, memory, memory.WriteTo(configuration), new HashSet<string>());
    }

    public async Task<TaskManagerId> RequestAsync(string size = "1g") => (await Driver.RequestWorkerAsync(NewRequest(size), CancellationToken.None)).Id;

    public ProcessIdentity ProcessOf(TaskManagerId worker) =>
        ProcessIdentity.Parse(File.ReadAllText(Path.Combine(State, "workers", worker.Value, "process")))!;

    /// <summary>What a worker has written into a file of the stand-in's folder, once it has.</summary>
    public async Task<string> SaidAsync(string file)
    {
        var path = Path.Combine(Folder, file);
        await Wait.UntilAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'), () => $"No worker has written {path}");
        return (await File.ReadAllTextAsync(path)).Trim();
    }

    public async Task<string> LossOfAsync(TaskManagerId worker)
    {
        await Wait.UntilAsync(() => Losses.Any(loss => loss.Worker == worker), () => $"The loss of {worker} is not told");
        return Losses.Single(loss => loss.Worker == worker).Diagnostics;
    }

    public IReadOnlyList<(TaskManagerId Worker, string Diagnostics)> Losses
    {
        get
        {
            lock (_gate)
            {
                return [.. _lost];
            }
        }
    }

    public void WorkerLost(TaskManagerId worker, string diagnostics)
    {
        lock (_gate)
        {
            _lost.Add((worker, diagnostics));
        }
    }

    public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason) => Assert.Fail("Nobody takes workers away here.");

    public void RequestWaits(WorkerRequest request, string reason) => Assert.Fail("Requests do not wait here.");

    public void Failed(Exception cause) => Assert.Fail(cause.Message);

    /// <summary>The driver's process ends, and its workers live on.</summary>
    public async Task LeaveAsync()
    {
        await Driver.DisposeAsync();
        _io.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Driver.DeregisterAsync(ApplicationStatus.Unknown, null);
        await Driver.DisposeAsync();
        _io.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
