using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Configuration;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Workers;

/// <summary>Tells orders that take their time why.</summary>
internal sealed class WaitExplanation(DriverSurroundings surroundings, ResourceManagerClient client, WorkerDesk desk, CancellationToken end)
{
    private static readonly TimeSpan _slowPlace = TimeSpan.FromSeconds(5);

    private readonly RoomExplanation _room = new(client);

    private TimeProvider Clock => surroundings.Clock;

    public async Task ExplainAsync(WorkerComponent component, WorkerOrder[] orders)
    {
        if (orders.Length == 0
            || desk.Waiting < _slowPlace
            || (component.ExplainedAt is { } before && Clock.GetElapsedTime(before) < _slowPlace))
        {
            return;
        }

        component.ExplainedAt = Clock.GetTimestamp();

        var app = component.Application.Length > 0 ? await client.GetApplicationAsync(component.Application, end).ConfigureAwait(false) : null;
        var queue = app?.Queue ?? surroundings.Configuration.Get(YarnOptions.Queue, "default");
        desk.TellWaits(orders, app is { State: not "RUNNING" }
            ? $"YARN has not started the ApplicationMaster of service {component.Service} ({app.State}) in queue {queue}: {app.Diagnostics}"
            : await _room.DescribeAsync(queue, orders.Length, component.MemoryMb, component.VirtualCores, end).ConfigureAwait(false));
    }
}
