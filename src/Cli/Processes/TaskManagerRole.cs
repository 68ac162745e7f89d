using Flink.Cli.CommandLine;
using Flink.Core.Configuration;
using Flink.Local;
using Flink.Rest.Telemetry;
using Flink.Rpc.Grpc;
using Flink.Runtime.Blobs;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Memory;
using Flink.Runtime.Metrics;
using Flink.Runtime.Network;
using Flink.Runtime.Network.Tcp;
using Flink.Runtime.Programs;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Security;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Latency;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>A worker put together: the engine with its threads and memory, the exchange with other workers, and the endpoint that offers its slots.</summary>
internal sealed partial class TaskManagerRole : IProcessRole
{
    // From being registered: a worker that was requested for a job has it by then.
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(250);

    private readonly ProcessContext _context;
    private readonly TaskManagerProcessMemory _memory;
    private readonly Task _clientRehearsal;
    private readonly Random _random = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MetricReader _metricReader = new();
    private readonly IoThreads _io = new(IoThreads.DefaultThreads);

    // Endpoints have a thread of their own: heartbeats are answered whatever tasks do.
    private readonly WorkerPool _control;
    private readonly WorkerPool _tasks;
    private GrpcRpc? _rpc;
    private TcpNetwork? _network;
    private TaskManager? _taskManager;
    private TaskExecutor? _executor;
    private LeaderBlobs? _leaderBlobs;
    private BlobCache? _blobs;
    private ProgramCache? _programs;
    private IHighAvailabilityServices? _services;
    private IDisposable? _watch;
    private IDisposable? _metrics;
    private IDisposable? _processMetrics;
    private TelemetryExport? _export;
    private IdleRehearsal? _rehearsal;

    /// <param name="context">The process around it.</param>
    /// <param name="memory">What it may take.</param>
    /// <param name="clientRehearsal">A call that makes the first connection faster.</param>
    public TaskManagerRole(ProcessContext context, TaskManagerProcessMemory memory, Task clientRehearsal)
    {
        _clientRehearsal = clientRehearsal;
        _context = context;
        _memory = memory;
        _control = ProcessParts.NewPool(context, 1);
        _tasks = ProcessParts.NewPool(context, Cores(context.Configuration), new ThreadStacks());
    }

    public Task<int> Ended => _ended.Task;

    public async Task StartAsync()
    {
        var configuration = _context.Configuration;
        var host = ProcessAddresses.WorkerHost(configuration);
        var options = GrpcRpcOptions.From(configuration, host) with
        {
            BindAddress = ProcessAddresses.BindHost(configuration, TaskManagerOptions.BindHost),
            Ports = configuration.Get(TaskManagerOptions.RpcPort),
        };
        _rpc = GrpcRpc.Open(options, _control, ProcessMessages.All, _context.Loggers);
        _rpc.ListenUntilDialled();

        // The client and the parts of the worker load side by side, where there are cores.
        if (!HighAvailabilityOptions.AreOn(configuration))
        {
            _rpc.Dial(ProcessAddresses.JobManager(configuration));
        }

        var id = configuration.Get(TaskManagerOptions.ResourceId, $"{_rpc.Address}-{Guid.NewGuid().ToString("n")[..6]}");
        _network = OpenNetwork(configuration, id, host, options.Tls);
        _taskManager = new TaskManager(SettingsFrom(configuration), _tasks, _context.Loggers.CreateLogger<TaskManager>(), _io, ProcessParts.FileSystems, _network);
        KeyValuePair<string, object?>[] tags = [new(MetricTags.Host, host), new(MetricTags.TaskManagerId, id)];
        _metrics = new TaskMetrics(_taskManager, tags);
        _processMetrics = new ProcessMetrics(MetricScopes.TaskManager, TimeProvider.System, tags);
        _export = await TelemetryExport.StartAsync(configuration, "flink-taskmanager", id).ConfigureAwait(false);
        _rehearsal = ProcessParts.NewRehearsal(_context, _export, _quiet, static goesOn => Rehearsal.Play(ProcessMessages.All, goesOn), _ => _metricReader.Read());
        _leaderBlobs = new LeaderBlobs(_rpc);
        _blobs = new BlobCache(
            () => _leaderBlobs.Current, BlobSettings.From(configuration, ProcessFolders.Temporary(configuration)), TimeProvider.System, _context.Loggers.CreateLogger<BlobCache>());
        _programs = new ProgramCache(
            _blobs,
            new ProgramLoader(configuration.Get(TaskManagerOptions.MaxLoadedPrograms), _context.Loggers.CreateLogger<ProgramLoader>()),
            ProcessParts.FileSystems,
            ProcessFolders.Temporary(configuration));
        _executor = new TaskExecutor(
            TaskExecutorSettings.From(configuration),
            Describe(configuration, new TaskManagerLocation(new TaskManagerId(id), host, new EndpointAddress(_rpc.Address, TaskExecutor.EndpointName), host, _network.Address.Port)),
            _taskManager,
            _programs,
            new WorkerProcess(_context, () => _programs!.LoadedCount, Recycle, _rehearsal),
            new WorkerView(_context.LogFolder, _metricReader, _io),
            _random,
            _context.Loggers.CreateLogger<TaskExecutor>());
        _rpc.Register(_executor);
        _services = ProcessParts.NewHighAvailability(
            _context, ProcessAddresses.JobManager(configuration), ProcessAddresses.Rest(configuration), _io, _random);
        _watch = _services.Retrieval.Watch(LeaderComponents.ResourceManager, leader =>
        {
            // The roles of a JobManager lead together, and its blobs are beside them.
            _leaderBlobs.Follow(leader?.Address.Process);
            _executor.Follow(leader?.Address, leader?.Token ?? FencingToken.None);
        });
    }

    public void Orphaned() => _ended.TrySetResult(ExitCodes.Terminated);

    public async Task DrainAsync()
    {
        _rehearsal?.Yield();
        var patience = _context.Configuration.Get(TaskManagerOptions.DrainTimeout);
        if (patience == TimeSpan.Zero || _executor is null)
        {
            return;
        }

        try
        {
            await _executor.DrainAsync(patience, "its process was told to end").WaitAsync(patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is still here is lost with the process: a failure like others.
        }
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        _watch?.Dispose();
        if (_rpc is not null && _executor is not null)
        {
            await _rpc.UnregisterAsync(_executor).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _rehearsal?.Dispose();
        if (_clientRehearsal.Exception is { } failure)
        {
            LogNotRehearsed(_context.Loggers.CreateLogger<TaskManagerRole>(), failure);
        }

        _watch?.Dispose();
        _metrics?.Dispose();
        _processMetrics?.Dispose();
        _metricReader.Dispose();
        await ProcessParts.DisposeAsync(_export, _rpc, _services).ConfigureAwait(false);
        _control.Dispose();
        _tasks.Dispose();
        _network?.Dispose();
        _programs?.Dispose();
        _blobs?.Dispose();
        _leaderBlobs?.Dispose();
        _io.Dispose();
    }

    private static int Cores(FlinkConfiguration configuration) =>
        configuration.TryGet(TaskManagerOptions.CpuCores, out var cores) ? Math.Max(1, (int)Math.Ceiling(cores)) : Environment.ProcessorCount;

    private TaskManagerSettings SettingsFrom(FlinkConfiguration configuration) => new()
    {
        NetworkMemory = _memory.Network,
        ManagedMemory = _memory.Managed,
        Slots = configuration.Get(TaskManagerOptions.TaskSlots),
        Cores = WorkerSpec.CpusOf(configuration),
        CancellationInterval = configuration.Get(TaskManagerOptions.CancellationInterval),
        CancellationTimeout = configuration.Get(TaskManagerOptions.CancellationTimeout),
        Latency = LatencySettings.From(configuration),
    };

    private TcpNetwork OpenNetwork(FlinkConfiguration configuration, string id, string host, InternalTls? tls)
    {
        var settings = ExchangeFrom(configuration, tls);
        return new TcpNetwork(id, host, settings, (ulong)_random.NextInt64(), TimeProvider.System, _context.Loggers.CreateLogger<TcpNetwork>());
    }

    /// <summary>How records are exchanged with other workers, as the configuration says.</summary>
    internal static NetworkSettings ExchangeFrom(FlinkConfiguration configuration, InternalTls? tls)
    {
        var port = configuration.Get(NetworkOptions.DataPort);
        return new NetworkSettings
        {
            BindHost = ProcessAddresses.BindHost(configuration, TaskManagerOptions.BindHost),
            BindPorts = configuration.Get(NetworkOptions.DataBindPort, $"{port}"),
            AdvertisedPort = port > 0 ? port : null,
            Compresses = configuration.Get(NetworkOptions.PipelinedCompression),
            Tls = configuration.Get(NetworkOptions.DataSsl) ? tls : null,
            SilenceTimeout = configuration.Get(ClusterOptions.HeartbeatTimeout),
        };
    }

    private TaskManagerDescription Describe(FlinkConfiguration configuration, TaskManagerLocation location)
    {
        var spec = WorkerSpec.From(configuration, _memory);
        return new TaskManagerDescription
        {
            Location = location,
            Total = spec.Total,
            DefaultSlot = spec.DefaultSlot,
            SlotCount = spec.SlotCount,
            ProcessId = Environment.ProcessId,
            Hardware = new WorkerHardware(Environment.ProcessorCount, _context.PhysicalMemory, _memory.CollectedHeap, _memory.Managed),
            Memory = new WorkerMemory(
                _memory.FrameworkHeap, _memory.TaskHeap, _memory.FrameworkOffHeap, _memory.TaskOffHeap, _memory.Network, _memory.Managed,
                _memory.Metaspace, _memory.Overhead, _memory.TotalFlink, _memory.TotalProcess),
            LogPath = _context.LogFile,
            StandardOutputPath = _context.OutputFile,
        };
    }

    private void Recycle() => _ended.TrySetResult(ProcessExit.Recycle);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rehearsal of a connection failed: the first one took some tenths of a second longer")]
    private static partial void LogNotRehearsed(ILogger logger, Exception exception);
}
