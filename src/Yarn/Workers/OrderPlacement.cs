using Flink.Core;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Services;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.Workers;

/// <summary>Gives each order a component of its kind, which may have to be made.</summary>
internal sealed class OrderPlacement(
    DriverSurroundings surroundings,
    ServicesClient services,
    StagingFolder staging,
    BlockingCalls blocking,
    WorkerDesk desk,
    WorkerComponents components,
    ILogger logger,
    CancellationToken end)
{
    private static readonly TimeSpan _lastPatience = TimeSpan.FromSeconds(30);

    /// <summary>Places an order.</summary>
    /// <exception cref="FlinkException">YARN or staging fails; it can be tried again.</exception>
    public async Task PlaceAsync(WorkerOrder order)
    {
        var component = components.All.FirstOrDefault(other => other.Kind == order.Request.Spec) ?? Adopt(order);
        if (component is null)
        {
            component = await CreateAsync(order).ConfigureAwait(false);
            components.Add(component);
        }
        else if (component.Kind is null)
        {
            await WriteOptionsAsync(component, order).ConfigureAwait(false);
        }

        component.Kind = order.Request.Spec;
        desk.Place(component, order);
    }

    private WorkerComponent? Adopt(WorkerOrder order) =>
        components.All.FirstOrDefault(other => other.Kind is null && other.MemoryMb == order.MemoryMb && other.VirtualCores == order.VirtualCores);

    private async Task<WorkerComponent> CreateAsync(WorkerOrder order)
    {
        var shipped = ShippedFiles.Recall(surroundings.Configuration);
        await blocking.RunAsync(() => staging.CreateCluster(surroundings.ClusterId)).ConfigureAwait(false);
        while (true)
        {
            var name = components.NextService();
            var component = new WorkerComponent(name, order.MemoryMb, order.VirtualCores, components.OptionsFileOf(name), isOwnService: true);
            await WriteOptionsAsync(component, order).ConfigureAwait(false);
            var description = new ServiceDescription
            {
                Name = name,
                Queue = surroundings.Configuration.Get(YarnOptions.Queue, "") is { Length: > 0 } queue ? queue : null,
                Properties = WorkerServices.Properties(surroundings.Configuration),
                Components = [WorkerServices.Component(order.MemoryMb, order.VirtualCores, shipped, component.OptionsFile.ToString())],
            };
            if (await CreateAsync(description).ConfigureAwait(false) || await IsCreatedAsync(component).ConfigureAwait(false))
            {
                ServicesDriverLog.Created(logger, name, order.MemoryMb);
                return component;
            }
        }
    }

    // The ResourceManager goes on with what it was sent: a creation that nobody waits for any more would come up after the next term, or the end, has looked.
    private async Task<bool> CreateAsync(ServiceDescription description)
    {
        using var late = new CancellationTokenSource();
        await using var registration = end.UnsafeRegister(static late => ((CancellationTokenSource)late!).CancelAfter(_lastPatience), late).ConfigureAwait(false);
        return await services.CreateAsync(description, late.Token).ConfigureAwait(false);
    }

    private Task WriteOptionsAsync(WorkerComponent component, WorkerOrder order) =>
        blocking.RunAsync(() => staging.Write(component.OptionsFile, WorkerServices.OptionsOf(surroundings.Configuration, order.Request)));

    // Nobody else gives such names: where one is taken by a service of this size that runs, the answer to its creation was lost.
    private async Task<bool> IsCreatedAsync(WorkerComponent component) =>
        await services.FindAsync(component.Service, end).ConfigureAwait(false) is { HasEnded: false } service
        && (service.Component(WorkerComponent.Name) is not { } made || (made.MemoryMb == component.MemoryMb && made.VirtualCores == component.VirtualCores));
}
