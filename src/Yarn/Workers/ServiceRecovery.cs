using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;

namespace Flink.Yarn.Workers;

/// <summary>Finds what earlier terms of a cluster have left.</summary>
internal sealed class ServiceRecovery(
    DriverSurroundings surroundings,
    ResourceManagerClient client,
    ServicesClient services,
    NodeManagerClient machines,
    WorkerComponents components)
{
    private const string Running = "RUNNING";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TimeSpan _pause = surroundings.Configuration.Get(YarnOptions.RequestInterval);
    private IReadOnlyList<NodeReport>? _nodes;

    /// <summary>Adds the components that are there, and says which of their containers are workers.</summary>
    /// <param name="apps">Applications of services that have not ended.</param>
    /// <param name="handedOut">Containers that were handed out as workers.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<RecoveredWorker>> RecoverAsync(IReadOnlyList<ApplicationReport> apps, IReadOnlySet<string> handedOut, CancellationToken cancellation)
    {
        var recovered = new List<RecoveredWorker>();

        // Of one name there may be several, of several users; the Services API shows that of this one.
        foreach (var app in apps.OrderBy(static app => app.Name, StringComparer.Ordinal).DistinctBy(static app => app.Name))
        {
            if (ServiceNames.NumberOf(app.Name, surroundings.ClusterId) is not { } number)
            {
                continue;
            }

            components.Pass(number);
            if (await ShowComponentsAsync(app, cancellation).ConfigureAwait(false) is { } service && service.Component(WorkerComponent.Name) is { } report)
            {
                recovered.AddRange(await RecoverAsync(service, report, isOwnService: number > 0, handedOut, cancellation).ConfigureAwait(false));
            }
        }

        return recovered;
    }

    // The ApplicationMaster of a service answers some time after its application runs.
    private async Task<ServiceReport?> ShowComponentsAsync(ApplicationReport app, CancellationToken cancellation)
    {
        var begin = surroundings.Clock.GetTimestamp();
        while (await services.FindAsync(app.Name, cancellation).ConfigureAwait(false) is { HasEnded: false } service)
        {
            if (service.Components.Count > 0)
            {
                return service;
            }

            if (surroundings.Clock.GetElapsedTime(begin) > _patience)
            {
                throw new FlinkException($"The ApplicationMaster of YARN's service {app.Name} ({app.Id}) does not answer after {_patience.TotalSeconds:F0} s: {app.State} {app.Diagnostics}", isRetryable: true);
            }

            await Task.Delay(_pause, surroundings.Clock, cancellation).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<IReadOnlyList<RecoveredWorker>> RecoverAsync(
        ServiceReport service, ComponentReport report, bool isOwnService, IReadOnlySet<string> handedOut, CancellationToken cancellation)
    {
        var component = new WorkerComponent(service.Name, report.MemoryMb, report.VirtualCores, components.OptionsFileOf(service.Name), isOwnService)
        {
            Application = service.ApplicationId,
            Coming = Math.Max(0, report.Wanted - report.Containers.Count(static container => container.IsAlive)),
        };
        components.Add(component);
        List<RecoveredWorker> recovered = [];
        foreach (var container in report.Containers.Where(static container => container.IsAlive))
        {
            // The service hears of an end a second later than its machine.
            if (handedOut.Contains(container.Id) && await IsRunningAsync(container, cancellation).ConfigureAwait(false))
            {
                component.Workers.Add(container.Id, container.Instance);
                recovered.Add(new RecoveredWorker(new TaskManagerId(container.Id), container.Host));
            }
            else
            {
                component.Spares.Add(container.Id, surroundings.Clock.GetTimestamp());
            }
        }

        return recovered;
    }

    // Also when its machine does not answer, which says nothing of the container. Of one host name there may be several.
    private async Task<bool> IsRunningAsync(ServiceContainer container, CancellationToken cancellation)
    {
        _nodes ??= await client.GetNodesAsync(cancellation).ConfigureAwait(false);
        var isKnown = false;
        foreach (var node in _nodes.Where(node => node.Host == container.Host && node.State == Running))
        {
            if (await machines.IsRunningAsync(node.HttpAddress, container.Id, cancellation).ConfigureAwait(false) is not false)
            {
                return true;
            }

            isKnown = true;
        }

        return !isKnown;
    }
}
