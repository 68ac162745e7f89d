using System.Globalization;
using Flink.Cli.Commands;
using Flink.Cli.Output;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Rest;
using Flink.Rest.Archive;
using Flink.Rest.Programs;
using Flink.Rest.Programs.Hosting;
using Flink.Rest.Telemetry;
using Flink.Rpc.Grpc;
using Flink.Rpc.Grpc.Blobs;
using Flink.Runtime.Blobs;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Metrics;
using Flink.Runtime.Programs;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskExecutor;
using Microsoft.Extensions.Logging;

namespace Flink.Cli.Processes;

/// <summary>A JobManager put together: its ports, its leadership, and the roles that live as long as it leads.</summary>
internal sealed class JobManagerRole : IProcessRole
{
    // From being ready: those who start with it, workers and jobs, have come by then. Where workers come on demand none does, and whoever has started the cluster still prepares a job.
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(500);

    // A server that does not answer is none that jobs should wait for.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly ProcessContext _context;
    private readonly Random _random = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MetricReader _metrics = new();
    private readonly ClusterMetrics _clusterMetrics;
    private readonly IoThreads _io = new(IoThreads.DefaultThreads);
    private readonly WorkerPool _endpoints;
    private readonly string? _addressFolder;
    private GrpcRpc? _rpc;
    private RestServer? _rest;
    private ProgramProcesses? _programHost;
    private FinishedJobFiles? _endedJobs;
    private ProcessMetrics? _processMetrics;
    private TelemetryExport? _export;
    private IdleRehearsal? _rehearsal;
    private IHighAvailabilityServices? _services;
    private JobManagerRoles? _roles;
    private BlobServer? _blobs;
    private ProgramCache? _programs;
    private DispatcherParts? _parts;
    private volatile ResourceManager? _resourceManager;
    private volatile Dispatcher? _dispatcher;
    private WorkerSupplies? _supplies;

    /// <param name="context">The process.</param>
    /// <param name="addressFolder">Gets the address of the REST endpoint as soon as it can take jobs; null for none.</param>
    public JobManagerRole(ProcessContext context, string? addressFolder = null)
    {
        _addressFolder = addressFolder;
        _context = context;
        _endpoints = ProcessParts.NewPool(context, Environment.ProcessorCount);
        _clusterMetrics = new ClusterMetrics(() => _roles is { Leads: true } ? _resourceManager?.Figures : null, () => _roles is { Leads: true } ? _dispatcher?.RunningJobs ?? 0 : 0);
    }

    public Task<int> Ended => _ended.Task;

    /// <summary>The system that ends the cluster ends this process too, while it still puts away what the cluster has stored.</summary>
    public bool IsEnding => _roles?.IsEnding == true;

    /// <summary>The port of the REST endpoint, once the role has started.</summary>
    public int RestPort => _rest!.Port;

    public async Task StartAsync()
    {
        var configuration = _context.Configuration;
        var options = RpcOptions(configuration) with { Services = [new GrpcBlobService(() => _blobs!)] };
        _rpc = await GrpcRpc.StartAsync(options, _endpoints, ProcessMessages.All, _context.Loggers).ConfigureAwait(false);
        _supplies = new WorkerSupplies(_context, _io, PortOf(_rpc.Address));
        _roles = new JobManagerRoles(
            NewResourceManager,
            NewDispatcher,
            () => _ended.TrySetResult(ProcessExit.Success),
            _context.Loggers.CreateLogger<JobManagerRoles>());
        _rpc.Register(_roles);
        _programHost = new ProgramProcesses(
            [.. ProcessCommand.OfThisCommand, ProgramHostCommand.Name], configuration.Get(WebOptions.Timeout), _context.Loggers.CreateLogger<ProgramProcesses>());
        _processMetrics = new ProcessMetrics(
            MetricScopes.JobManager, TimeProvider.System, new KeyValuePair<string, object?>(MetricTags.Host, ProcessAddresses.JobManagerHost(configuration)));
        _export = await TelemetryExport.StartAsync(configuration, "flink-jobmanager", _rpc.Address).ConfigureAwait(false);
        _rest = await RestServer.StartAsync(new RestServices
        {
            Dispatcher = _roles.Jobs,
            ResourceManager = _roles.Workers,
            Configuration = configuration,
            IsReady = () => _roles.Leads,
            ReadMetrics = _metrics.Read,
            Programs = _programHost,
            Logs = _context.LogFolder,
            Loggers = _context.Loggers,
        }).ConfigureAwait(false);
        var restAddress = $"{configuration.Get(RestOptions.Address, ProcessAddresses.JobManagerHost(configuration))}:{_rest.Port}";
        _roles.Rest = new EndpointAddress(restAddress, LeaderComponents.Rest);
        _supplies.RestAddress = restAddress;
        _services = ProcessParts.NewHighAvailability(_context, _rpc.Address, restAddress, _io, _random);
        _roles.RemoveData = _services.RemoveDataAsync;
        var temporary = ProcessFolders.Temporary(configuration);
        _blobs = new BlobServer(
            BlobSettings.From(configuration, temporary), _services.Blobs, TimeProvider.System, _context.Loggers.CreateLogger<BlobServer>());
        _programs = new ProgramCache(
            _blobs, new ProgramLoader(configuration.Get(TaskManagerOptions.MaxLoadedPrograms), _context.Loggers.CreateLogger<ProgramLoader>()), ProcessParts.FileSystems, temporary);
        _rehearsal = ProcessParts.NewRehearsal(
            _context,
            _export,
            _supplies.AreOnDemand ? TimeSpan.Zero : _quiet,
            RehearseServer,
            static goesOn => Rehearsal.Play(ProcessMessages.All, goesOn),
            RequestRehearsal.Play,
            _ => _metrics.Read(),
            goesOn => ProgramRehearsal.Play(temporary, goesOn));
        _endedJobs = NewEndedJobs(configuration, temporary);
        var dispatching = DispatcherSettings.From(configuration);
        _parts = new DispatcherParts(
            new YieldingMasters(new JobMasterFactory(configuration, _programs, _io, ProcessParts.FileSystems, TimeProvider.System, _context.Loggers), _rehearsal),
            new BlobPrograms(_blobs),
            new FinishedJobs(dispatching.FinishedCapacity, dispatching.FinishedExpiration, TimeProvider.System, _endedJobs),
            NewArchive(configuration));
        _services.Election.Start(_roles);
        _rehearsal?.Begin();
        if (_addressFolder is not null)
        {
            await AnnounceAsync(restAddress, _addressFolder).ConfigureAwait(false);
        }
    }

    public void Orphaned() => EndCluster(ApplicationStatus.Canceled, "the command that it was started for is gone");

    /// <summary>Ends the cluster for good: workers are released, the system is told, and then the role ends. From any thread.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="diagnostics">Why, for people; null when there is nothing to say.</param>
    public void EndCluster(ApplicationStatus status, string? diagnostics)
    {
        if (_roles is null)
        {
            _ended.TrySetResult(ProcessExit.Success);
            return;
        }

        _roles.EndCluster(status, diagnostics);
    }

    /// <summary>Waits until this process leads.</summary>
    /// <returns>False when the role has ended before.</returns>
    public async Task<bool> WhenLeadingAsync()
    {
        while (!_roles!.Leads)
        {
            if (_ended.Task.IsCompleted)
            {
                return false;
            }

            await Task.WhenAny(_roles.WhenLeading, _ended.Task).ConfigureAwait(false);
        }

        return true;
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_services is not null)
        {
            await _services.Election.StopAsync().WaitAsync(cancellation).ConfigureAwait(false);
        }

        if (_rpc is not null && _roles is not null)
        {
            await _rpc.UnregisterAsync(_roles).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _rehearsal?.Dispose();
        await ProcessParts.DisposeAsync(_rest).ConfigureAwait(false);
        _programHost?.Dispose();
        await ProcessParts.DisposeAsync(_export, _rpc, _services).ConfigureAwait(false);
        _endpoints.Dispose();
        _programs?.Dispose();
        _blobs?.Dispose();
        _endedJobs?.Dispose();
        _io.Dispose();
        _clusterMetrics.Dispose();
        _processMetrics?.Dispose();
        _metrics.Dispose();
    }

    // Formats what it would log, and writes it nowhere.
    private void RehearseServer(Func<bool> goesOn)
    {
        if (goesOn())
        {
            using var patience = new CancellationTokenSource(_patience);
            ServerRehearsal.PlayAsync(RpcOptions(_context.Configuration), _endpoints, ProcessMessages.All, new ProcessLoggers(null, null), patience.Token).GetAwaiter().GetResult();
        }
    }

    private FinishedJobFiles? NewEndedJobs(FlinkConfiguration configuration, string temporary) => configuration.Get(JobManagerOptions.JobStoreType) == "Memory"
        ? null
        : new FinishedJobFiles(temporary, configuration.Get(JobManagerOptions.JobStoreCacheSize), _io, _context.Loggers.CreateLogger<FinishedJobFiles>());

    private FolderJobArchive? NewArchive(FlinkConfiguration configuration)
    {
        if (!configuration.TryGet(JobManagerOptions.ArchiveDirectory, out var directory))
        {
            return null;
        }

        var folder = FilePath.Parse(directory);
        return new FolderJobArchive(ProcessParts.FileSystems.For(folder), folder, new JobPages(configuration, _metrics.Read, TimeProvider.System).Of);
    }

    private ResourceManager NewResourceManager(LeaderSession session) => _resourceManager = new ResourceManager(
        session.Token, ResourceManagerSettings.From(_context.Configuration), _supplies!.Create(session), _random, _context.Loggers.CreateLogger<ResourceManager>());

    private Dispatcher NewDispatcher(LeaderSession session) => _dispatcher = new Dispatcher(
        session, DispatcherSettings.From(_context.Configuration) with { Io = _io }, _parts!, _context.Loggers.CreateLogger<Dispatcher>());

    private async Task AnnounceAsync(string restAddress, string folder)
    {
        if (!await WhenLeadingAsync().ConfigureAwait(false))
        {
            return;
        }

        var path = FilePath.Parse(folder);
        await Task.Run(() => AddressFolder.Announce(ProcessParts.FileSystems.For(path), path, restAddress)).ConfigureAwait(false);
    }

    // With high availability others learn the port from the leader's address, so any will do.
    private static GrpcRpcOptions RpcOptions(FlinkConfiguration configuration)
    {
        var isAlone = !HighAvailabilityOptions.AreOn(configuration);
        var port = configuration.Get(JobManagerOptions.RpcPort);
        return GrpcRpcOptions.From(configuration, ProcessAddresses.JobManagerHost(configuration)) with
        {
            BindAddress = ProcessAddresses.BindHost(configuration, JobManagerOptions.BindHost),
            Ports = isAlone
                ? configuration.Get(JobManagerOptions.RpcBindPort, port).ToString(CultureInfo.InvariantCulture)
                : configuration.Get(HighAvailabilityOptions.JobManagerPort),
            AdvertisedPort = isAlone && port > 0 ? port : null,
        };
    }

    private static int PortOf(string address) => int.Parse(address.AsSpan(address.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
}
