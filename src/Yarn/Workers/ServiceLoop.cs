using System.Globalization;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.Workers;

/// <summary>The one loop that asks the services of a cluster, compares, and changes them.</summary>
/// <remarks>Orders and releases come from any thread and are guarded by a lock; components belong to the loop alone, which runs after the start and until the end.</remarks>
internal sealed class ServiceLoop
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _slowPlace = TimeSpan.FromSeconds(5);

    // A service costs an ApplicationMaster, and seconds to start.
    private static readonly TimeSpan _emptyTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _goneTime = TimeSpan.FromSeconds(15);

    private readonly DriverSurroundings _surroundings;
    private readonly ILogger _logger;
    private readonly CancellationToken _end;
    private readonly ResourceManagerClient _client;
    private readonly ServicesClient _services;
    private readonly StagingFolder _staging;
    private readonly WorkerLedger _ledger;
    private readonly ContainerEnds _ends;
    private readonly NodeContainers _nodes;
    private readonly TimeSpan _idle;
    private readonly TimeSpan _busy;

    private readonly Lock _gate = new();
    private readonly List<WorkerOrder> _orders = [];
    private readonly Dictionary<string, TaskCompletionSource> _releases = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly List<WorkerComponent> _components = [];
    private IDriverEvents? _events;
    private Task _run = Task.CompletedTask;
    private int _nextService = 1;
    private bool _isOver;
    private long _waitingSince;

    public ServiceLoop(DriverSurroundings surroundings, YarnConnection connection, StagingFolder staging, ILogger logger, CancellationToken end)
    {
        _surroundings = surroundings;
        _logger = logger;
        _end = end;
        _client = new ResourceManagerClient(connection);
        _services = new ServicesClient(connection);
        _staging = staging;
        _ledger = new WorkerLedger(staging, staging.OfCluster(surroundings.ClusterId).Child("workers"));
        _ends = new ContainerEnds(_client, surroundings.Clock);
        _nodes = new NodeContainers(_client);
        _idle = surroundings.Configuration.Get(YarnOptions.HeartbeatInterval);
        _busy = surroundings.Configuration.Get(YarnOptions.RequestInterval);
    }

    private TimeProvider Clock => _surroundings.Clock;

    /// <summary>Finds what earlier terms have left, and begins.</summary>
    public async Task<IReadOnlyList<RecoveredWorker>> StartAsync(IDriverEvents events, CancellationToken cancellation)
    {
        _events = events;
        var apps = await _client.ListAliveAsync(ServiceNames.ApplicationType, cancellation).ConfigureAwait(false);
        var handedOut = await IoAsync(_ledger.Read).ConfigureAwait(false);
        var recovered = new List<RecoveredWorker>();

        // Of one name there may be several, of several users; the Services API shows that of this one.
        foreach (var app in apps.OrderBy(static app => app.Name, StringComparer.Ordinal).DistinctBy(static app => app.Name))
        {
            if (ServiceNames.NumberOf(app.Name, _surroundings.ClusterId) is not { } number)
            {
                continue;
            }

            _nextService = Math.Max(_nextService, number + 1);
            if (await ShowComponentsAsync(app, cancellation).ConfigureAwait(false) is { } service && service.Component(WorkerComponent.Name) is { } report)
            {
                recovered.AddRange(await RecoverAsync(service, report, isOwnService: number > 0, handedOut, cancellation).ConfigureAwait(false));
            }
        }

        lock (_gate)
        {
            _known.UnionWith(recovered.Select(static worker => worker.Id.Value));
        }

        _run = RunAsync();
        return recovered;
    }

    /// <summary>Requests a worker of a size.</summary>
    public Task<StartedWorker> RequestAsync(WorkerRequest request, long memoryMb, int virtualCores, CancellationToken cancellation)
    {
        var order = new WorkerOrder(request, memoryMb, virtualCores);
        lock (_gate)
        {
            if (cancellation.IsCancellationRequested || _isOver)
            {
                return Task.FromCanceled<StartedWorker>(new CancellationToken(canceled: true));
            }

            if (_orders.Count == 0)
            {
                _waitingSince = Clock.GetTimestamp();
            }

            _orders.Add(order);
        }

        var registration = cancellation.UnsafeRegister(static (state, _) => ((Action)state!)(), () => Cancel(order));
        _ = order.Answer.Task.ContinueWith(static (_, state) => ((CancellationTokenRegistration)state!).Unregister(), registration, TaskScheduler.Default);
        _wake.Release();
        return order.Answer.Task;
    }

    /// <summary>Takes a worker away; completes when YARN has taken the order.</summary>
    public Task ReleaseAsync(string container)
    {
        TaskCompletionSource? release;
        lock (_gate)
        {
            if (_isOver || !_known.Remove(container))
            {
                return _releases.TryGetValue(container, out release) ? release.Task : Task.CompletedTask;
            }

            release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _releases.Add(container, release);
        }

        _wake.Release();
        return release.Task;
    }

    /// <summary>Takes all workers away for good.</summary>
    public async Task EndAsync(ApplicationStatus status, string? diagnostics)
    {
        await StopAsync().ConfigureAwait(false);
        YarnException? failure = null;
        foreach (var component in _components)
        {
            try
            {
                await (component.IsOwnService
                    ? _services.DeleteAsync(component.Service, _end)
                    : _services.FlexAsync(component.Service, WorkerComponent.Name, 0, _end)).ConfigureAwait(false);
            }
            catch (YarnException e)
            {
                // The others are to go all the same: nobody comes after this.
                failure ??= e;
            }
        }

        await EndHostAsync(status, diagnostics).ConfigureAwait(false);
        if (failure is not null)
        {
            throw new FlinkException($"Not all workers of cluster {_surroundings.ClusterId} could be taken away: {failure.Message}", failure);
        }
    }

    /// <summary>Ends the loop; workers live on.</summary>
    public async Task StopAsync()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            _events = null;
            foreach (var order in _orders)
            {
                order.Answer.TrySetCanceled(CancellationToken.None);
            }

            foreach (var release in _releases.Values)
            {
                // The next term finds it.
                release.TrySetResult();
            }

            _orders.Clear();
            _releases.Clear();
            _known.Clear();
        }

        _wake.Release();
        await _run.ConfigureAwait(false);
        _ends.Dispose();
        _nodes.Dispose();
    }

    private void Cancel(WorkerOrder order)
    {
        lock (_gate)
        {
            if (_orders.Remove(order))
            {
                order.Answer.TrySetCanceled(CancellationToken.None);
            }
        }

        _wake.Release();
    }

    // The ApplicationMaster of a service answers some time after its application runs.
    private async Task<ServiceReport?> ShowComponentsAsync(ApplicationReport app, CancellationToken cancellation)
    {
        var begin = Clock.GetTimestamp();
        while (await _services.FindAsync(app.Name, cancellation).ConfigureAwait(false) is { HasEnded: false } service)
        {
            if (service.Components.Count > 0)
            {
                return service;
            }

            if (Clock.GetElapsedTime(begin) > _patience)
            {
                throw new FlinkException($"The ApplicationMaster of YARN's service {app.Name} ({app.Id}) does not answer after {_patience.TotalSeconds:F0} s: {app.State} {app.Diagnostics}", isRetryable: true);
            }

            await Task.Delay(_busy, Clock, cancellation).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<IReadOnlyList<RecoveredWorker>> RecoverAsync(
        ServiceReport service, ComponentReport report, bool isOwnService, IReadOnlySet<string> handedOut, CancellationToken cancellation)
    {
        var component = new WorkerComponent(service.Name, report.MemoryMb, report.VirtualCores, OptionsFileOf(service.Name), isOwnService)
        {
            Application = service.ApplicationId,
            Coming = Math.Max(0, report.Wanted - report.Containers.Count(static container => container.IsAlive)),
        };
        _components.Add(component);
        List<RecoveredWorker> recovered = [];
        foreach (var container in report.Containers.Where(static container => container.IsAlive))
        {
            // The service hears of an end a second later than its machine.
            if (handedOut.Contains(container.Id) && await _nodes.IsRunningAsync(container.Id, container.Host, cancellation).ConfigureAwait(false))
            {
                component.Workers.Add(container.Id, container.Instance);
                recovered.Add(new RecoveredWorker(new TaskManagerId(container.Id), container.Host));
            }
            else
            {
                component.Spares.Add(container.Id, Clock.GetTimestamp());
            }
        }

        return recovered;
    }

    private Core.FileSystems.FilePath OptionsFileOf(string service) => ClusterFiles.OptionsOfWorkers(_staging, _surroundings.ClusterId, service);

    private async Task RunAsync()
    {
        var isAway = false;
        while (!_isOver && !_end.IsCancellationRequested)
        {
            try
            {
                var isBusy = await StepAsync().ConfigureAwait(false);
                isAway = false;
                await PauseAsync(isBusy ? _busy : _idle).ConfigureAwait(false);
            }
            catch (Exception) when (_end.IsCancellationRequested || _isOver)
            {
                return;
            }
            catch (FlinkException e)
            {
                // Whatever it is, whoever waits is told, and it is tried again.
                if (!isAway)
                {
                    ServicesDriverLog.Unreachable(_logger, e.Message);
                }

                isAway = true;
                TellWaits(e.Message);
                await PauseAsync(_busy * 3).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                lock (_gate)
                {
                    _events?.Failed(new FlinkException($"Workers on YARN cannot be watched any more: {e.Message}", e));
                }

                return;
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        await _wake.WaitAsync(pause, CancellationToken.None).ConfigureAwait(false);
        while (_wake.Wait(0))
        {
            // Several at once are one.
        }
    }

    // Whether something is about to change.
    private async Task<bool> StepAsync()
    {
        await PlaceOrdersAsync().ConfigureAwait(false);
        foreach (var component in _components.ToArray())
        {
            await LookAsync(component).ConfigureAwait(false);
        }

        CompleteReleasesOfNobody();
        lock (_gate)
        {
            return _orders.Count > 0 || _releases.Count > 0 || _components.Exists(static component => component.IsUnsettled);
        }
    }

    // Each order gets a component of its kind, which may have to be made.
    private async Task PlaceOrdersAsync()
    {
        WorkerOrder[] fresh;
        lock (_gate)
        {
            fresh = [.. _orders.Where(static order => order.Component is null)];
        }

        foreach (var order in fresh)
        {
            var component = _components.Find(other => other.Kind == order.Request.Spec) ?? Adopt(order);
            if (component is null)
            {
                component = await CreateAsync(order).ConfigureAwait(false);
                _components.Add(component);
            }
            else if (component.Kind is null)
            {
                await IoAsync(() => _staging.Write(component.OptionsFile, WorkerServices.OptionsOf(_surroundings.Configuration, order.Request))).ConfigureAwait(false);
            }

            component.Kind = order.Request.Spec;
            lock (_gate)
            {
                order.Component = component;
            }
        }
    }

    private WorkerComponent? Adopt(WorkerOrder order) =>
        _components.Find(other => other.Kind is null && other.MemoryMb == order.MemoryMb && other.VirtualCores == order.VirtualCores);

    private async Task<WorkerComponent> CreateAsync(WorkerOrder order)
    {
        var shipped = ShippedFiles.Recall(_surroundings.Configuration);
        await IoAsync(() => _staging.CreateCluster(_surroundings.ClusterId)).ConfigureAwait(false);
        while (true)
        {
            var name = ServiceNames.OfKind(_surroundings.ClusterId, _nextService++);
            var component = new WorkerComponent(name, order.MemoryMb, order.VirtualCores, OptionsFileOf(name), isOwnService: true);
            await IoAsync(() => _staging.Write(component.OptionsFile, WorkerServices.OptionsOf(_surroundings.Configuration, order.Request))).ConfigureAwait(false);
            var description = new ServiceDescription
            {
                Name = name,
                Queue = _surroundings.Configuration.Get(YarnOptions.Queue, "") is { Length: > 0 } queue ? queue : null,
                Properties = WorkerServices.Properties(_surroundings.Configuration),
                Components = [WorkerServices.Component(order.MemoryMb, order.VirtualCores, shipped, component.OptionsFile.ToString())],
            };
            if (await _services.CreateAsync(description, _end).ConfigureAwait(false) || await IsCreatedAsync(component).ConfigureAwait(false))
            {
                ServicesDriverLog.Created(_logger, name, order.MemoryMb);
                return component;
            }
        }
    }

    // Nobody else gives such names: where one is taken by a service of this size that runs, the answer to its creation was lost.
    private async Task<bool> IsCreatedAsync(WorkerComponent component) =>
        await _services.FindAsync(component.Service, _end).ConfigureAwait(false) is { HasEnded: false } service
        && (service.Component(WorkerComponent.Name) is not { } made || (made.MemoryMb == component.MemoryMb && made.VirtualCores == component.VirtualCores));

    private async Task LookAsync(WorkerComponent component)
    {
        WorkerOrder[] orders;
        string[] releases;
        lock (_gate)
        {
            orders = [.. _orders.Where(order => order.Component == component)];
            releases = [.. _releases.Keys.Where(component.Workers.ContainsKey)];
        }

        if (orders.Length == 0 && component.Workers.Count == 0 && component.Coming == 0 && !component.IsUnsettled && !component.IsOwnService)
        {
            return;
        }

        var service = await _services.FindAsync(component.Service, _end).ConfigureAwait(false);
        if (service is null or { HasEnded: true })
        {
            // A ResourceManager that has just started may not know it yet.
            component.GoneSince ??= Clock.GetTimestamp();
            if (Clock.GetElapsedTime(component.GoneSince.Value) >= _goneTime)
            {
                Vanished(component, orders);
            }

            return;
        }

        component.GoneSince = null;

        component.Application = service.ApplicationId;
        if (service.Component(WorkerComponent.Name) is not { } report)
        {
            await ExplainAsync(component, orders).ConfigureAwait(false);
            return;
        }

        var now = Clock.GetTimestamp();
        var plan = WorkerPlan.Of(component, report, [.. orders.Select(static order => order.Request.BlockedNodes)], releases, now, Clock.GetElapsedTime);
        await CarryOutAsync(component, plan, orders, releases).ConfigureAwait(false);
        if (orders.Length > plan.Assigned.Count)
        {
            await ExplainAsync(component, orders).ConfigureAwait(false);
        }

        if (component.IsOwnService)
        {
            await EndWhenEmptyAsync(component, report, orders.Length).ConfigureAwait(false);
        }
    }

    private async Task EndWhenEmptyAsync(WorkerComponent component, ComponentReport report, int orders)
    {
        if (orders > 0 || report.Wanted > 0 || component.Workers.Count > 0)
        {
            component.EmptySince = null;
            return;
        }

        component.EmptySince ??= Clock.GetTimestamp();
        if (Clock.GetElapsedTime(component.EmptySince.Value) >= _emptyTime)
        {
            await _services.DeleteAsync(component.Service, _end).ConfigureAwait(false);
            _components.Remove(component);
        }
    }

    private async Task CarryOutAsync(WorkerComponent component, WorkerPlan plan, WorkerOrder[] orders, string[] releases)
    {
        // Whatever fails below: no later plan names these again.
        component.Due.UnionWith(plan.Decommission);
        foreach (var lost in plan.Lost)
        {
            _ = TellLossAsync(component, lost);
        }

        await HandOutAsync(component, plan, orders).ConfigureAwait(false);
        await TakeAwayAsync(component).ConfigureAwait(false);
        CompleteReleases(releases);
        if (plan.FlexTo is { } count)
        {
            (component.Asked, component.AskedAt) = (count, Clock.GetTimestamp());
            await _services.FlexAsync(component.Service, WorkerComponent.Name, count, _end).ConfigureAwait(false);
            ServicesDriverLog.Flexed(_logger, WorkerComponent.Name, component.Service, count);
        }
    }

    private async Task TakeAwayAsync(WorkerComponent component)
    {
        if (component.Due.Count == 0)
        {
            return;
        }

        try
        {
            await _services.DecommissionAsync(component.Service, WorkerComponent.Name, [.. component.Due], _end).ConfigureAwait(false);
        }
        catch (YarnException e) when (!e.IsRetryable)
        {
            // What is refused once is refused for ever.
            component.Due.Clear();
            throw;
        }

        ServicesDriverLog.Decommissioned(_logger, string.Join(", ", component.Due), component.Service);
        component.Due.Clear();
    }

    private async Task HandOutAsync(WorkerComponent component, WorkerPlan plan, WorkerOrder[] orders)
    {
        foreach (var (_, container) in plan.Assigned)
        {
            component.Workers.Add(container.Id, container.Instance);
        }

        try
        {
            var handedOut = _components.SelectMany(static other => other.Workers.Keys).ToHashSet(StringComparer.Ordinal);
            await IoAsync(() => _ledger.Write(handedOut)).ConfigureAwait(false);
        }
        catch
        {
            // Nobody was answered: they are there for the next plan.
            foreach (var (_, container) in plan.Assigned)
            {
                component.Workers.Remove(container.Id);
                component.Spares[container.Id] = Clock.GetTimestamp();
            }

            throw;
        }

        foreach (var (order, container) in plan.Assigned)
        {
            Answer(component, orders[order], container);
        }
    }

    private void Answer(WorkerComponent component, WorkerOrder order, ServiceContainer container)
    {
        lock (_gate)
        {
            if (!_orders.Remove(order))
            {
                // Cancelled meanwhile.
                component.Workers.Remove(container.Id);
                component.Spares[container.Id] = Clock.GetTimestamp();
                return;
            }

            _known.Add(container.Id);
            order.Answer.SetResult(new StartedWorker(new TaskManagerId(container.Id), container.Host));
        }
    }

    // A worker may be given back at the moment at which it is lost.
    private void CompleteReleasesOfNobody()
    {
        string[] gone;
        lock (_gate)
        {
            gone = [.. _releases.Keys.Where(id => !_components.Exists(component => component.Workers.ContainsKey(id)))];
        }

        CompleteReleases(gone);
    }

    private void CompleteReleases(string[] releases)
    {
        lock (_gate)
        {
            foreach (var release in releases)
            {
                if (_releases.Remove(release, out var done))
                {
                    done.TrySetResult();
                }
            }
        }
    }

    // Somebody has ended the service: with it went its workers.
    private void Vanished(WorkerComponent component, WorkerOrder[] orders)
    {
        _components.Remove(component);
        foreach (var worker in component.Workers.Keys)
        {
            _ = TellLossAsync(component, worker);
        }

        lock (_gate)
        {
            foreach (var order in orders)
            {
                order.Component = null;
            }
        }

        CompleteReleases([.. component.Workers.Keys]);
    }

    private async Task TellLossAsync(WorkerComponent component, string container)
    {
        lock (_gate)
        {
            if (!_known.Remove(container))
            {
                return;
            }
        }

        var diagnostics = $"container {container} has ended";
        try
        {
            diagnostics = await _ends.DescribeAsync(component.Application, container, _end).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever went wrong: the loss is told.
            diagnostics += $"; how could not be asked: {e.Message}";
        }

        lock (_gate)
        {
            _events?.WorkerLost(new TaskManagerId(container), diagnostics);
        }
    }

    // Orders that take their time hear why.
    private async Task ExplainAsync(WorkerComponent component, WorkerOrder[] orders)
    {
        if (orders.Length == 0
            || Clock.GetElapsedTime(_waitingSince) < _slowPlace
            || (component.ExplainedAt is { } before && Clock.GetElapsedTime(before) < _slowPlace))
        {
            return;
        }

        component.ExplainedAt = Clock.GetTimestamp();

        var metrics = await _client.GetMetricsAsync(_end).ConfigureAwait(false);
        var app = component.Application.Length > 0 ? await _client.GetApplicationAsync(component.Application, _end).ConfigureAwait(false) : null;
        var queue = app?.Queue ?? _surroundings.Configuration.Get(YarnOptions.Queue, "default");
        TellWaits(app is { State: not "RUNNING" }
            ? $"YARN has not started the ApplicationMaster of service {component.Service} ({app.State}) in queue {queue}: {app.Diagnostics}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"YARN has no room in queue {queue} for {orders.Length} more of {component.MemoryMb} MB and {component.VirtualCores} virtual cores: on {metrics.ActiveNodes} machines {metrics.AvailableMb} MB and {metrics.AvailableVirtualCores} cores are free, for all queues together"));
    }

    private void TellWaits(string reason)
    {
        lock (_gate)
        {
            foreach (var order in _orders.Where(order => order.Told != reason))
            {
                order.Told = reason;
                _events?.RequestWaits(order.Request, reason);
            }
        }
    }

    // The service that this JobManager is a component of: its process's end is that of the service, well or not. A cancelled program is told by force.
    private async Task EndHostAsync(ApplicationStatus status, string? diagnostics)
    {
        if (_components.Find(static component => !component.IsOwnService) is not { } main)
        {
            // A JobManager elsewhere: with its workers goes all that it has here.
            await IoAsync(() => _staging.DeleteCluster(_surroundings.ClusterId)).ConfigureAwait(false);
            return;
        }

        if (main is not { Application: { Length: > 0 } application } || !HostContainer.IsIn(application))
        {
            return;
        }

        var remains = status == ApplicationStatus.Failed && HostContainer.MayBeStartedAgain(_surroundings.Configuration);
        if (!remains)
        {
            await IoAsync(() => _staging.DeleteCluster(_surroundings.ClusterId)).ConfigureAwait(false);
        }

        if (status == ApplicationStatus.Canceled)
        {
            await _client.KillAsync(application, HostContainer.Cancelled + diagnostics, _end).ConfigureAwait(false);
        }
    }

    private Task IoAsync(Action action) => IoAsync(() =>
    {
        action();
        return true;
    });

    private Task<T> IoAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _surroundings.Io.Run(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }
}
