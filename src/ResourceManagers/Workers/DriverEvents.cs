using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Workers;

/// <summary>Brings what a driver tells, from whatever thread, into the endpoint of the worker manager; nothing after the end of its term.</summary>
internal sealed class DriverEvents(WorkerManager manager, IWorkerSupplyHost host) : IDriverEvents
{
    public void WorkerLost(TaskManagerId worker, string diagnostics) => Tell(() => manager.WorkerLost(worker, diagnostics));

    public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason) =>
        Tell(() => manager.WorkerLeaves(worker, deadline, reason));

    public void RequestWaits(WorkerRequest request, string reason) => Tell(() => manager.RequestWaits(request, reason));

    public void Failed(Exception cause) => Tell(() => manager.Fail(cause));

    private void Tell(Action action) => host.Post(() =>
    {
        if (!manager.HasEnded)
        {
            action();
        }
    });
}
