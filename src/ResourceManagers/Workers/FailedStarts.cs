using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Workers;

/// <summary>Starts of workers that fail: what follows for the next ones, for the machine, and for who waits.</summary>
/// <param name="settings">How patient it is.</param>
/// <param name="host">The endpoint.</param>
/// <param name="over">Runs when workers may be requested again.</param>
/// <param name="logger">For what people should know.</param>
internal sealed class FailedStarts(WorkerManagerSettings settings, IWorkerSupplyHost host, Action over, ILogger logger)
{
    private readonly StartPauses _pauses = new(settings, host, over, logger);
    private readonly NodeQuarantine _quarantine = new(settings);

    /// <inheritdoc cref="StartPauses.IsOn"/>
    public bool ForbidRequests => _pauses.IsOn;

    /// <inheritdoc cref="StartPauses.Trouble"/>
    public SupplyTrouble? Trouble => _pauses.Trouble;

    /// <inheritdoc cref="StartPauses.FailuresPerSecond"/>
    public double PerSecond => _pauses.FailuresPerSecond;

    /// <summary>A request was not fulfilled.</summary>
    public void RequestFailed(Exception cause)
    {
        if (cause is FlinkException)
        {
            WorkerManagerLog.RequestFailed(logger, cause.Message);
        }
        else
        {
            WorkerManagerLog.RequestBroke(logger, cause);
        }

        _pauses.Failed(cause.Message, cause is WorkerRequestException { IsRetryable: false });
    }

    /// <summary>A worker has ended before it had registered.</summary>
    public void WorkerEnded(ManagedWorker worker, string diagnostics)
    {
        WorkerManagerLog.LostUnregistered(logger, worker.Id, diagnostics);
        if (worker.MayWork)
        {
            // It started well, then; what became of it since is no question of starts.
            return;
        }

        var now = host.Clock.GetUtcNow();
        if (worker.Node is { } node && _quarantine.Failed(node, now))
        {
            host.Block(new BlockedNode(node, $"workers ended there before they had registered, the last one: {diagnostics}", now + settings.QuarantineTime));
        }

        _pauses.Failed($"worker {worker.Id} ended before it had registered: {diagnostics}", isHopeless: false);
    }

    /// <summary>A worker has registered.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="waits">Why the system lets others wait all the same; null when it lets none.</param>
    public void Ease(ManagedWorker worker, string? waits)
    {
        _quarantine.Ease(worker.Node);
        _pauses.Ease(waits);
    }

    /// <inheritdoc cref="StartPauses.Waits"/>
    public void RequestWaits(string reason) => _pauses.Waits(reason);

    /// <summary>Nobody waits for workers any more: what was wrong may not be so when somebody does again.</summary>
    public void Forget()
    {
        if (_pauses is { IsOn: false, Trouble: not null })
        {
            _pauses.Forget();
        }
    }

    public void Stop() => _pauses.Stop();
}
