using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Yarn.Clusters;
using Flink.Yarn.Rest;
using Flink.Yarn.Services;

namespace Flink.Yarn.Workers;

/// <summary>Ends the services of a cluster for good, when the loop has ended.</summary>
internal sealed class ServiceEnd(
    DriverSurroundings surroundings,
    ResourceManagerClient client,
    ServicesClient services,
    StagingFolder staging,
    BlockingCalls blocking,
    WorkerComponents components,
    CancellationToken end)
{
    /// <summary>Takes all workers away, and what the cluster has besides.</summary>
    public async Task EndAsync(ApplicationStatus status, string? diagnostics)
    {
        YarnException? failure = null;
        foreach (var component in components.All)
        {
            try
            {
                await (component.IsOwnService
                    ? services.DeleteAsync(component.Service, end)
                    : services.FlexAsync(component.Service, WorkerComponent.Name, 0, end)).ConfigureAwait(false);
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
            throw new FlinkException($"Not all workers of cluster {surroundings.ClusterId} could be taken away: {failure.Message}", failure);
        }
    }

    // The service that this JobManager is a component of: its process's end is that of the service, well or not. A cancelled program is told by force.
    private async Task EndHostAsync(ApplicationStatus status, string? diagnostics)
    {
        if (components.All.FirstOrDefault(static component => !component.IsOwnService) is not { } main)
        {
            // A JobManager elsewhere: with its workers goes all that it has here.
            await blocking.RunAsync(() => staging.DeleteCluster(surroundings.ClusterId)).ConfigureAwait(false);
            return;
        }

        if (main is not { Application: { Length: > 0 } application } || !HostContainer.IsIn(application))
        {
            return;
        }

        var remains = status == ApplicationStatus.Failed && HostContainer.MayBeStartedAgain(surroundings.Configuration);
        if (!remains)
        {
            await blocking.RunAsync(() => staging.DeleteCluster(surroundings.ClusterId)).ConfigureAwait(false);
        }

        if (status == ApplicationStatus.Canceled)
        {
            await client.KillAsync(application, HostContainer.Cancelled + diagnostics, end).ConfigureAwait(false);
        }
    }
}
