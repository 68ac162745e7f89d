using System.Collections.Concurrent;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Testing;

/// <summary>What a driver has told.</summary>
public sealed class DriverRecord : IDriverEvents
{
    private readonly ConcurrentQueue<(TaskManagerId Worker, string Diagnostics)> _lost = new();
    private readonly ConcurrentQueue<(TaskManagerId Worker, DateTimeOffset Deadline, string Reason)> _leaving = new();
    private readonly ConcurrentQueue<(WorkerRequest Request, string Reason)> _waiting = new();
    private readonly ConcurrentQueue<Exception> _failures = new();

    /// <summary>Losses, in the order in which they were told.</summary>
    public IReadOnlyCollection<(TaskManagerId Worker, string Diagnostics)> Losses => _lost;

    /// <summary>Announced departures.</summary>
    public IReadOnlyCollection<(TaskManagerId Worker, DateTimeOffset Deadline, string Reason)> Departures => _leaving;

    /// <summary>Requests that wait, and why.</summary>
    public IReadOnlyCollection<(WorkerRequest Request, string Reason)> Waits => _waiting;

    /// <summary>Errors that ended the driver.</summary>
    public IReadOnlyCollection<Exception> Failures => _failures;

    /// <inheritdoc/>
    public void WorkerLost(TaskManagerId worker, string diagnostics) => _lost.Enqueue((worker, diagnostics));

    /// <inheritdoc/>
    public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason) => _leaving.Enqueue((worker, deadline, reason));

    /// <inheritdoc/>
    public void RequestWaits(WorkerRequest request, string reason) => _waiting.Enqueue((request, reason));

    /// <inheritdoc/>
    public void Failed(Exception cause) => _failures.Enqueue(cause);

    /// <summary>Waits until a loss has been told; its diagnostics.</summary>
    public async Task<string> LossOfAsync(TaskManagerId worker)
    {
        await Wait.UntilAsync(() => _lost.Any(loss => loss.Worker == worker), () => $"The loss of {worker} was not told; told were: {string.Join(", ", _lost)}");
        return _lost.First(loss => loss.Worker == worker).Diagnostics;
    }
}
