using System.Collections.Concurrent;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Testing;

/// <summary>What a driver has told.</summary>
/// <param name="describe">What is known of a worker, for messages of failed tests; null for nothing.</param>
public sealed class DriverRecord(Func<TaskManagerId, Task<string>>? describe) : IDriverEvents
{
    private readonly Func<TaskManagerId, Task<string>> _describe = describe ?? (static _ => Task.FromResult(""));
    private readonly ConcurrentQueue<(TaskManagerId Worker, string Diagnostics)> _lost = new();
    private readonly ConcurrentQueue<(TaskManagerId Worker, DateTimeOffset Deadline, string Reason)> _leaving = new();
    private readonly ConcurrentQueue<(WorkerRequest Request, string Reason)> _waiting = new();
    private readonly ConcurrentQueue<Exception> _failures = new();

    /// <summary>A record of a driver whose system is not asked about workers.</summary>
    public DriverRecord()
        : this(null)
    {
    }

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
        await Wait.UntilAsync(
            () => Task.FromResult(_lost.Any(loss => loss.Worker == worker)), async () => $"The loss of {worker} was not told. {this}\n{await _describe(worker)}");
        return _lost.First(loss => loss.Worker == worker).Diagnostics;
    }

    /// <summary>Waits until it has been told that a request waits, for a reason in which these words occur; other reasons may have been told before.</summary>
    public Task WaitOfAsync(WorkerRequest request, string words) => Wait.UntilAsync(
        () => _waiting.Any(wait => wait.Request == request && wait.Reason.Contains(words, StringComparison.Ordinal)), () => $"Nobody was told that the request waits: '{words}'. {this}");

    /// <summary>All that was told, for messages of failed tests.</summary>
    public override string ToString() =>
        $"The driver has told: losses [{string.Join("; ", _lost)}], departures [{string.Join("; ", _leaving)}], waits [{string.Join("; ", _waiting.Select(static wait => wait.Reason))}], failures [{string.Join("; ", _failures)}].";
}
