namespace Flink.ResourceManagers.Workers;

/// <summary>Failed starts of the last minute, and how long to pause after the next one.</summary>
internal sealed class StartFailures(WorkerManagerSettings settings)
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);
    private readonly Queue<DateTimeOffset> _times = new();
    private TimeSpan _next;

    /// <summary>Whether there were more than allowed.</summary>
    public bool IsTooMany { get; private set; }

    /// <summary>How many there were in the last minute, as of the newest one.</summary>
    public int Count => _times.Count;

    /// <summary>Counts one.</summary>
    /// <returns>How long to wait before the next start.</returns>
    public TimeSpan Add(DateTimeOffset now)
    {
        lock (_times)
        {
            _times.Enqueue(now);
            Forget(now);
        }

        IsTooMany = _times.Count > settings.MaxFailureRate;
        var pause = IsTooMany ? settings.LongestPause : _next;
        _next = Shorter(_next == TimeSpan.Zero ? settings.FirstRetryDelay : _next + _next, settings.LongestPause);
        return pause;
    }

    /// <summary>A start went well: the next failure is a new story.</summary>
    public void Ease()
    {
        _next = TimeSpan.Zero;
        IsTooMany = false;
    }

    /// <summary>How many there were in each second of the last minute; from any thread.</summary>
    public double PerSecond(DateTimeOffset now)
    {
        lock (_times)
        {
            return _times.Count(time => now - time <= _window) / _window.TotalSeconds;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (now - _times.Peek() > _window)
        {
            _times.Dequeue();
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
