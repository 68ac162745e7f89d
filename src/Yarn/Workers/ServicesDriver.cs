using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.Workers;

/// <summary>Workers as instances of components of YARN services (docs/decisions/0027).</summary>
/// <remarks>
/// The Services API tells nothing by itself, so it is asked: often while something is expected, seldom otherwise. One loop asks, compares and
/// changes; a worker's id is that of its container.
/// </remarks>
internal sealed class ServicesDriver : IResourceManagerDriver
{
    private readonly DriverSurroundings _surroundings;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _end;
    private readonly YarnConnection _connection;
    private readonly ServiceLoop _loop;
    private NewApplication? _most;

    public ServicesDriver(DriverSurroundings surroundings)
    {
        _surroundings = surroundings;
        _end = _ended.Token;
        _logger = surroundings.Loggers.CreateLogger<ServicesDriver>();
        var hadoop = HadoopSettings.From(surroundings.Configuration);
        _connection = new YarnConnection(ResourceManagerAddresses.Of(hadoop), HadoopUser.Name, surroundings.Clock, attempts: 2);
        _loop = new ServiceLoop(surroundings, _connection, StagingFolder.Of(surroundings.Configuration, hadoop, HadoopUser.Name), _logger, _end);
    }

    public async Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end);
        var client = new ResourceManagerClient(_connection);

        // The id that comes with the limits is of no use and costs nothing.
        _most = await client.NewApplicationAsync(both.Token).ConfigureAwait(false);
        return await _loop.StartAsync(events, both.Token).ConfigureAwait(false);
    }

    public Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
    {
        var memory = WorkerServices.MegabytesOf(request.Memory.TotalProcess);
        var cores = WorkerServices.CoresOf(_surroundings.Configuration, request.Cpus);
        if (memory > _most!.MaxMemoryMb || cores > _most.MaxVirtualCores)
        {
            return Task.FromException<StartedWorker>(ContainerSize.Refuse(memory, cores, _most.MaxMemoryMb, _most.MaxVirtualCores));
        }

        return _loop.Desk.RequestAsync(request, memory, cores, cancellation);
    }

    public Task ReleaseWorkerAsync(TaskManagerId worker) => _loop.Desk.ReleaseAsync(worker.Value);

    public void Suspect(TaskManagerId worker) => _loop.Desk.Suspect(worker.Value);

    public async Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        ServicesDriverLog.Deregistered(_logger, _surroundings.ClusterId, status, diagnostics ?? "");
        await _loop.EndAsync(status, diagnostics).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _loop.StopAsync().ConfigureAwait(false);
        _connection.Dispose();
    }
}
