using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.Workers;

/// <summary>The one loop that asks the services of a cluster, compares, and changes them.</summary>
/// <remarks>Orders and releases come from any thread to its desk; components belong to the loop alone, which runs after the start and until the end.</remarks>
internal sealed class ServiceLoop
{
    // A service costs an ApplicationMaster, and seconds to start.
    private static readonly TimeSpan _emptyTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _goneTime = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationToken _end;
    private readonly ResourceManagerClient _client;
    private readonly ServicesClient _services;
    private readonly NodeManagerClient _machines;
    private readonly BlockingCalls _blocking;
    private readonly WorkerLedger _ledger;
    private readonly WorkerComponents _components;
    private readonly ServiceRecovery _recovery;
    private readonly OrderPlacement _placement;
    private readonly WorkerHandOut _handOut;
    private readonly WaitExplanation _explanation;
    private readonly ServiceEnd _serviceEnd;
    private readonly TimeSpan _idle;
    private readonly TimeSpan _busy;
    private Task _run = Task.CompletedTask;

    /// <param name="surroundings">Of the driver.</param>
    /// <param name="connection">To YARN.</param>
    /// <param name="staging">Where the cluster's files are.</param>
    /// <param name="logger">For what people should know.</param>
    /// <param name="end">The end of the term.</param>
    /// <param name="machines">What sends to machines; null for the network.</param>
    public ServiceLoop(
        DriverSurroundings surroundings, YarnConnection connection, StagingFolder staging, ILogger logger, CancellationToken end, HttpMessageHandler? machines = null)
    {
        _machines = new NodeManagerClient(machines);
        _clock = surroundings.Clock;
        _logger = logger;
        _end = end;
        _client = new ResourceManagerClient(connection);
        _services = new ServicesClient(connection);
        _blocking = new BlockingCalls(surroundings);
        _ledger = new WorkerLedger(staging, staging.OfCluster(surroundings.ClusterId).Child("workers"));
        _components = new WorkerComponents(staging, surroundings.ClusterId);
        Desk = new WorkerDesk(new ContainerEnds(_client, _machines, _clock), _clock, end);
        _recovery = new ServiceRecovery(surroundings, _client, _services, _machines, _components);
        _placement = new OrderPlacement(surroundings, _services, staging, _blocking, Desk, _components, logger, end);
        _handOut = new WorkerHandOut(_ledger, _blocking, Desk, _components, _clock);
        _explanation = new WaitExplanation(surroundings, _client, Desk, end);
        _serviceEnd = new ServiceEnd(surroundings, _client, _services, staging, _blocking, _components, end);
        _idle = surroundings.Configuration.Get(YarnOptions.HeartbeatInterval);
        _busy = surroundings.Configuration.Get(YarnOptions.RequestInterval);
    }

    /// <summary>Where workers are ordered and given back.</summary>
    public WorkerDesk Desk { get; }

    private bool HasEnded => Desk.IsOver || _end.IsCancellationRequested;

    /// <summary>Finds what earlier terms have left, and begins.</summary>
    public async Task<IReadOnlyList<RecoveredWorker>> StartAsync(IDriverEvents events, CancellationToken cancellation)
    {
        Desk.Open(events);
        var apps = await _client.ListAliveAsync(ServiceNames.ApplicationType, cancellation).ConfigureAwait(false);
        var handedOut = await _blocking.RunAsync(_ledger.Read).ConfigureAwait(false);
        var recovered = await _recovery.RecoverAsync(apps, handedOut, cancellation).ConfigureAwait(false);
        Desk.Know(recovered);
        _run = RunAsync();
        return recovered;
    }

    /// <summary>Takes all workers away for good.</summary>
    public async Task EndAsync(ApplicationStatus status, string? diagnostics)
    {
        await StopAsync().ConfigureAwait(false);
        await _serviceEnd.EndAsync(status, diagnostics).ConfigureAwait(false);
    }

    /// <summary>Ends the loop; workers live on.</summary>
    public async Task StopAsync()
    {
        // Whoever comes second waits too: a creation that is under way must be known to whoever comes next.
        Desk.Close();
        await _run.ConfigureAwait(false);
        _machines.Dispose();
    }

    private async Task RunAsync()
    {
        var isAway = false;
        while (!HasEnded)
        {
            try
            {
                var isBusy = await StepAsync().ConfigureAwait(false);
                isAway = false;
                await Desk.PauseAsync(isBusy ? _busy : _idle).ConfigureAwait(false);
            }
            catch (Exception) when (HasEnded)
            {
                return;
            }
            catch (FlinkException e)
            {
                // Whoever waits for it has been told, and it is tried again.
                if (!isAway)
                {
                    ServicesDriverLog.Unreachable(_logger, e.Message);
                }

                isAway = true;
                await Desk.PauseAsync(_busy * 3).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Desk.TellFailure(new FlinkException($"Workers on YARN cannot be watched any more: {e.Message}", e));
                return;
            }
        }
    }

    // Whether something is about to change. Each kind and each component has its turn, whatever became of those before; errors come afterwards.
    private async Task<bool> StepAsync()
    {
        var failures = new List<FlinkException>();
        foreach (var kind in Desk.Unplaced().GroupBy(static order => order.Request.Spec))
        {
            var orders = kind.ToArray();
            await TryAsync(() => PlaceAsync(orders), () => orders, failures).ConfigureAwait(false);
        }

        foreach (var component in _components.All.ToArray())
        {
            await TryAsync(() => LookAsync(component), () => Desk.WantedOf(component).Orders, failures).ConfigureAwait(false);
        }

        Desk.CompleteReleasesOfNobody(_components);
        return failures switch
        {
            [] => Desk.IsWaitedFor || _components.All.Any(static component => component.IsUnsettled),
            [var only] => throw only,
            _ => throw new FlinkException(string.Join("; ", failures.Select(static failure => failure.Message).Distinct()), failures[0]),
        };
    }

    // Who waits for this part is told what is wrong with it; who waits for another is not.
    private async Task TryAsync(Func<Task> part, Func<WorkerOrder[]> waiting, List<FlinkException> failures)
    {
        try
        {
            await part().ConfigureAwait(false);
        }
        catch (FlinkException e) when (!HasEnded)
        {
            failures.Add(e);
            Desk.TellWaits(waiting(), e.Message);
        }
    }

    private async Task PlaceAsync(WorkerOrder[] orders)
    {
        foreach (var order in orders)
        {
            await _placement.PlaceAsync(order).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(WorkerComponent component)
    {
        var (orders, releases, ended) = Desk.WantedOf(component);
        if (orders.Length == 0 && component.Workers.Count == 0 && component.Coming == 0 && !component.IsUnsettled && !component.IsOwnService)
        {
            return;
        }

        var service = await _services.FindAsync(component.Service, _end).ConfigureAwait(false);
        if (service is null or { HasEnded: true })
        {
            // A ResourceManager that has just started may not know it yet.
            component.GoneSince ??= _clock.GetTimestamp();
            if (_clock.GetElapsedTime(component.GoneSince.Value) >= _goneTime)
            {
                Vanished(component, orders);
            }

            return;
        }

        component.GoneSince = null;

        component.Application = service.ApplicationId;
        if (service.Component(WorkerComponent.Name) is not { } report)
        {
            await _explanation.ExplainAsync(component, orders).ConfigureAwait(false);
            return;
        }

        var now = _clock.GetTimestamp();
        var plan = WorkerPlan.Of(component, report, [.. orders.Select(static order => order.Request.BlockedNodes)], releases, ended, now, _clock.GetElapsedTime);
        await CarryOutAsync(component, plan, orders, releases).ConfigureAwait(false);
        if (orders.Length > plan.Assigned.Count)
        {
            await _explanation.ExplainAsync(component, orders).ConfigureAwait(false);
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

        component.EmptySince ??= _clock.GetTimestamp();
        if (_clock.GetElapsedTime(component.EmptySince.Value) >= _emptyTime)
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
            _ = Desk.TellLossAsync(component.Application, lost);
        }

        await _handOut.HandOutAsync(component, plan, orders).ConfigureAwait(false);
        await TakeAwayAsync(component).ConfigureAwait(false);
        Desk.CompleteReleases(releases);
        if (plan.FlexTo is { } count)
        {
            (component.Asked, component.AskedAt) = (count, _clock.GetTimestamp());
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

    // Somebody has ended the service: with it went its workers.
    private void Vanished(WorkerComponent component, WorkerOrder[] orders)
    {
        _components.Remove(component);
        foreach (var worker in component.Workers.Keys)
        {
            _ = Desk.TellLossAsync(component.Application, worker);
        }

        Desk.Place(null, orders);
        Desk.CompleteReleases(component.Workers.Keys);
    }
}
