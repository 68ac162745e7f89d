using Flink.Runtime.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Workers;

/// <summary>Pauses between starts of workers after some have failed, and what people are told of it.</summary>
/// <param name="settings">How long.</param>
/// <param name="host">The endpoint.</param>
/// <param name="over">Runs when a pause is over.</param>
/// <param name="logger">For what people should know.</param>
internal sealed class StartPauses(WorkerManagerSettings settings, IWorkerSupplyHost host, Action over, ILogger logger)
{
    private readonly StartFailures _failures = new(settings);
    private IDisposable? _pause;
    private DateTimeOffset _until;

    /// <summary>Whether nothing is started for now.</summary>
    public bool IsOn => _pause is not null;

    /// <summary>Why workers do not come; null when nothing is wrong.</summary>
    public SupplyTrouble? Trouble { get; private set; }

    /// <summary>Starts that failed in each second of the last minute; from any thread.</summary>
    public double FailuresPerSecond => _failures.PerSecond(host.Clock.GetUtcNow());

    /// <summary>A start has failed.</summary>
    public void Failed(string reason, bool isHopeless)
    {
        var pause = _failures.Add(host.Clock.GetUtcNow());
        if (_failures.IsTooMany)
        {
            WorkerManagerLog.CoolsDown(logger, _failures.Count, pause);
        }

        // What is hopeless is tried again all the same, for who waits after the pause: somebody may have mended it.
        Begin(isHopeless ? settings.LongestPause : pause);
        Tell(new SupplyTrouble(
            _failures.IsTooMany
                ? $"Workers could not be started {_failures.Count} times within a minute, the last time because {reason}"
                : $"A worker could not be started: {reason}",
            isHopeless));
    }

    /// <summary>The system lets a request wait.</summary>
    public void Waits(string reason) => Tell(TroubleOf(reason));

    /// <summary>A worker has come up.</summary>
    /// <param name="waits">Why the system lets others wait all the same; null when it lets none.</param>
    public void Ease(string? waits)
    {
        _failures.Ease();
        Tell(waits is null ? null : TroubleOf(waits));
    }

    /// <summary>Nobody waits for workers any more: what was wrong may not be so when somebody does again.</summary>
    public void Forget() => Tell(null);

    public void Stop() => _pause?.Dispose();

    private static SupplyTrouble TroubleOf(string reason) => new($"Requested workers wait: {reason}", IsHopeless: false);

    private void Begin(TimeSpan time)
    {
        var until = host.Clock.GetUtcNow() + time;
        if (time <= TimeSpan.Zero || (_pause is not null && until <= _until))
        {
            return;
        }

        _pause?.Dispose();
        _until = until;
        _pause = host.After(time, IsOver);
    }

    private void IsOver()
    {
        _pause = null;
        if (Trouble is { IsHopeless: true } trouble)
        {
            Tell(trouble with { IsHopeless = false });
        }

        over();
    }

    private void Tell(SupplyTrouble? trouble)
    {
        if (Trouble != trouble)
        {
            Trouble = trouble;
            host.CheckDemand();
        }
    }
}
