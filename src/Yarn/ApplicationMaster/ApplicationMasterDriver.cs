using System.Globalization;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Rpc;
using Flink.Yarn.Rpc.Messages;
using Flink.Yarn.Workers;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>Workers as containers that this process, the ApplicationMaster of its cluster, asks YARN for (docs/decisions/0036). A worker's id is that of its container.</summary>
internal sealed class ApplicationMasterDriver : IResourceManagerDriver
{
    private const string PreemptionKey = "yarn.resourcemanager.monitor.capacity.preemption.max_wait_before_kill";
    private static readonly TimeSpan _preemption = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _call = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _registrationPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(500);

    private readonly DriverSurroundings _surroundings;
    private readonly Func<CancellationToken, Task<Attempt>> _findAttempt;
    private readonly HadoopSettings _hadoop;
    private readonly StagingFolder _staging;
    private readonly BlockingCalls _blocking;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _end;
    private readonly YarnConnection _connection;
    private readonly ContainerBook _book;
    private RpcClient? _rpc;
    private MasterSession? _session;
    private WorkerFiles? _files;
    private AllocationLoop? _loop;
    private Task _run = Task.CompletedTask;
    private Registration? _registration;

    /// <param name="surroundings">Of the driver.</param>
    /// <param name="findAttempt">The attempt that the process is; null for what YARN has told this process.</param>
    public ApplicationMasterDriver(DriverSurroundings surroundings, Func<CancellationToken, Task<Attempt>>? findAttempt = null)
    {
        _surroundings = surroundings;
        _findAttempt = findAttempt ?? (static _ => Task.FromResult(Attempt.OfThisProcess()));
        _end = _ended.Token;
        _logger = surroundings.Loggers.CreateLogger<ApplicationMasterDriver>();
        _hadoop = HadoopSettings.From(surroundings.Configuration);
        _staging = StagingFolder.Of(surroundings.Configuration, _hadoop, HadoopUser.Name);
        _blocking = new BlockingCalls(surroundings);
        _connection = new YarnConnection(ResourceManagerAddresses.Of(_hadoop), HadoopUser.Name, surroundings.Clock, attempts: 2);
        var label = surroundings.Configuration.Get(YarnOptions.WorkerNodeLabel, "");
        _book = new ContainerBook(surroundings.Clock, label.Length > 0 ? label : null, PreemptionTime());
    }

    public async Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end);
        _ = ShippedFiles.Recall(_surroundings.Configuration);
        var attempt = await _findAttempt(both.Token).ConfigureAwait(false);
        _rpc = new RpcClient(ResourceManagerAddresses.SchedulersOf(_hadoop), MasterSession.ProtocolName, () => attempt.Token, _call, _surroundings.Clock);
        _session = new MasterSession(_rpc, attempt, _surroundings.RestAddress, _surroundings.Clock, _logger);
        _files = new WorkerFiles(_surroundings, _staging, _blocking, attempt.Id.Attempt);
        _book.Open(events);
        var client = new ResourceManagerClient(_connection);
        var registration = _registration = await RegisterAsync(_session, both.Token).ConfigureAwait(false) is { } response
            ? Registration.Of(response)
            : await Registration.AskAsync(client, attempt.Id, both.Token).ConfigureAwait(false);
        SessionLog.Registered(_logger, YarnIds.Of(attempt.Id), registration.Queue, registration.Kept.Count);

        var nodes = new NodeCalls(attempt, _surroundings.Clock);
        var alive = await KeptContainers.FindAliveAsync(registration.Kept, nodes, both.Token).ConfigureAwait(false);
        _book.Know(alive);
        _book.GiveBack(registration.Kept.Except(alive));
        _loop = new AllocationLoop(_surroundings, _session, _book, nodes, new WorkerLaunch(attempt.ForWorkers), new RoomExplanation(client), registration.Queue, _logger, _end);
        _run = _loop.RunAsync();
        return [.. alive.Select(static worker => new RecoveredWorker(new TaskManagerId(worker.Name), worker.Node.Host))];
    }

    public Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
    {
        var memory = WorkerServices.MegabytesOf(request.Memory.TotalProcess);
        var cores = WorkerServices.CoresOf(_surroundings.Configuration, request.Cpus);
        var (mostMemory, mostCores) = (_registration!.MostMemoryMb, _registration.MostVirtualCores);
        return memory > mostMemory || cores > mostCores
            ? Task.FromException<StartedWorker>(ContainerSize.Refuse(memory, cores, mostMemory, mostCores))
            : _book.RequestAsync(request, memory, cores, _files!.FilesOf(request), cancellation);
    }

    public Task ReleaseWorkerAsync(TaskManagerId worker) => _book.ReleaseAsync(worker.Value);

    public void Suspect(TaskManagerId worker)
    {
        if (_book.Suspect(worker.Value) is { } suspect)
        {
            _ = _loop!.LookAsync(suspect);
        }
    }

    public async Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        SessionLog.Deregistered(_logger, _surroundings.ClusterId, status, diagnostics ?? "");
        _book.Close();
        await _run.ConfigureAwait(false);
        if (_session is null)
        {
            return;
        }

        using var late = new CancellationTokenSource(_goodbye, _surroundings.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _end);
        try
        {
            _book.GiveAllBack();
            await GiveBackAsync(_session, both.Token).ConfigureAwait(false);
            await _session.FinishAsync(ApplicationEnd.StatusOf(status), ApplicationEnd.DiagnosticsOf(status, diagnostics), both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested)
        {
            throw new FlinkException($"YARN could not be told within {_goodbye.TotalSeconds:F0} s that cluster {_surroundings.ClusterId} has ended", e);
        }

        // Not before: an attempt that were made all the same would miss its files.
        await _blocking.RunAsync(() => _staging.DeleteCluster(_surroundings.ClusterId)).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        _book.Close();
        await _run.ConfigureAwait(false);
        _rpc?.Dispose();
        _connection.Dispose();
    }

    private TimeSpan PreemptionTime() =>
        long.TryParse(_hadoop.Get(PreemptionKey), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : _preemption;

    // A ResourceManager may be started anew, or give way to another one, just now.
    private async Task<RegisterResponse?> RegisterAsync(MasterSession session, CancellationToken cancellation)
    {
        var begin = _surroundings.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await session.RegisterAsync(cancellation).ConfigureAwait(false);
            }
            catch (RpcUnreachableException e) when (_surroundings.Clock.GetElapsedTime(begin) < _registrationPatience)
            {
                SessionLog.NotReached(_logger, e.Message);
                await Task.Delay(_pause, _surroundings.Clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task GiveBackAsync(MasterSession session, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await session.AllocateAsync(_book, cancellation).ConfigureAwait(false);
                return;
            }
            catch (RpcUnreachableException e)
            {
                SessionLog.NotReached(_logger, e.Message);
                await Task.Delay(_pause, _surroundings.Clock, cancellation).ConfigureAwait(false);
            }
        }
    }
}
