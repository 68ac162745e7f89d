namespace Flink.Runtime.TaskManager;

/// <summary>A processing-time timer whose callback runs as a mail of its task.</summary>
internal sealed class TaskTimer : IDisposable
{
    // Timers of the framework reach 49 days; one that lies further ahead looks again after this.
    private const long LongestDelay = 1L << 31;

    private readonly TaskTimers _timers;
    private readonly long _time;
    private readonly Action<long> _callback;
    private readonly ITimer _timer;
    private bool _isDisposed;

    public TaskTimer(TaskTimers timers, long time, Action<long> callback)
    {
        _timers = timers;
        _time = time;
        _callback = callback;
        _timer = timers.Clock.CreateTimer(static state => ((TaskTimer)state!).Due(), this, Delay(), Timeout.InfiniteTimeSpan);
    }

    // On the task's thread, like Fire: a timer that was cancelled there never fires, even when its mail is under way.
    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
        _timers.Forget(this);
    }

    private long Now => _timers.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private TimeSpan Delay() => Now is var now && _time <= now
        ? TimeSpan.Zero
        : TimeSpan.FromMilliseconds((long)Math.Min((ulong)(_time - now), LongestDelay));

    private void Due() => _timers.Post(Fire);

    private void Fire()
    {
        if (_isDisposed)
        {
            return;
        }

        if (Now < _time)
        {
            _timer.Change(Delay(), Timeout.InfiniteTimeSpan);
            return;
        }

        Dispose();
        _callback(_time);
    }
}
