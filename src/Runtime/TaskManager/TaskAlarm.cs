namespace Flink.Runtime.TaskManager;

/// <summary>A timer of the clock that wakes a task, used for one of the task's timers after the other.</summary>
/// <remarks>
/// A source sets a timer for each watermark, so timers are not made anew. On the task's thread, but for the call of the clock, which may come
/// late: for a timer that has fired or was given up. Then the timer that is set now is looked at before its time, which does no harm.
/// </remarks>
internal sealed class TaskAlarm : IDisposable
{
    // Timers of the framework reach 49 days; one that lies further ahead looks again after this.
    private const long LongestDelay = 1L << 31;

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Action _fire;
    private TaskTimer? _waiting;

    public TaskAlarm(TaskTimers timers)
    {
        _clock = timers.Clock;
        _fire = Fire;
        _timer = _clock.CreateTimer(_ => timers.Post(_fire), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Wakes the task for a timer; nothing else waits.</summary>
    public void Set(TaskTimer waiting)
    {
        _waiting = waiting;
        Start();
    }

    /// <summary>The timer that was set does not fire any more.</summary>
    public void Stop()
    {
        _waiting = null;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Start()
    {
        var now = Now;
        var delay = _waiting!.Time <= now
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds((long)Math.Min((ulong)(_waiting.Time - now), LongestDelay));
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        if (_waiting is not { } timer)
        {
            return;
        }

        if (Now < timer.Time)
        {
            Start();
            return;
        }

        timer.Fire();
    }
}
