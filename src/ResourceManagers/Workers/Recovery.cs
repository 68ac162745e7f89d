using Flink.Runtime.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Workers;

/// <summary>Workers of an earlier term until they register: whose kinds are not known before, and who may make requests needless.</summary>
/// <param name="settings">How long they are waited for.</param>
/// <param name="check">Runs when a wait is over.</param>
/// <param name="hasEnded">Whether the term has ended.</param>
/// <param name="logger">For what people should know.</param>
internal sealed class Recovery(WorkerManagerSettings settings, Action check, Func<bool> hasEnded, ILogger logger)
{
    private readonly TaskCompletionSource _ready = new();
    private bool _isInGrace;

    /// <summary>Those who have not registered in this term.</summary>
    public LinkedList<ManagedWorker> Unregistered { get; } = [];

    /// <summary>Completes when nothing waits for them any more.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Whether the driver has said who there is.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How many of them are taken for workers that are needed, so that nobody is requested in their place.</summary>
    public int Expected => _isInGrace ? Unregistered.Count : 0;

    /// <summary>The driver has found these.</summary>
    public void Begin(IReadOnlyList<ManagedWorker> found, IWorkerSupplyHost host)
    {
        HasBegun = true;
        WorkerManagerLog.Recovered(logger, found.Count);
        foreach (var worker in found)
        {
            worker.MoveTo(Unregistered);
        }

        if (found.Count > 0)
        {
            _isInGrace = true;
            host.After(settings.RecoveryGrace, EndGrace);
        }

        if (settings.RecoveryTimeout > TimeSpan.Zero && found.Count > 0)
        {
            host.After(settings.RecoveryTimeout, StopWaiting);
        }
        else
        {
            _ready.TrySetResult();
        }
    }

    /// <summary>One of them has registered or is gone. Declarations of jobs waited for the last: they come next, each with a comparison of its own.</summary>
    public void Advance()
    {
        if (HasBegun && Unregistered.Count == 0)
        {
            _ready.TrySetResult();
        }
    }

    private void StopWaiting()
    {
        if (!hasEnded() && !_ready.Task.IsCompleted)
        {
            WorkerManagerLog.RecoveryTimedOut(logger, Unregistered.Count, settings.RecoveryTimeout);
            _ready.TrySetResult();
            check();
        }
    }

    private void EndGrace()
    {
        _isInGrace = false;
        check();
    }
}
