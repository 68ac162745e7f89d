using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.Yarn.Tests.Harness;

/// <summary>What a driver has told, a line each.</summary>
internal sealed class WorkerEvents : IDriverEvents
{
    public List<string> Told { get; } = [];

    public void WorkerLost(TaskManagerId worker, string diagnostics) => Told.Add($"lost {worker}: {diagnostics}");

    public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason) => Told.Add($"leaves {worker} by {deadline:ss}: {reason}");

    public void RequestWaits(WorkerRequest request, string reason) => Told.Add($"waits: {reason}");

    public void Failed(Exception cause) => Told.Add($"failed: {cause.Message}");
}
