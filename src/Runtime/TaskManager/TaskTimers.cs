namespace Flink.Runtime.TaskManager;

/// <summary>The processing-time timers of a task that have not fired. On the task's thread.</summary>
/// <param name="task">The task as whose mail they fire.</param>
internal sealed class TaskTimers(StreamTask task) : IDisposable
{
    private readonly HashSet<TaskTimer> _timers = [];
    private readonly Stack<TaskAlarm> _spare = [];
    private bool _isDisposed;

    /// <summary>The clock that they follow.</summary>
    public TimeProvider Clock => task.Clock;

    /// <summary>Sets one.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    /// <param name="callback">Gets the time.</param>
    /// <returns>Disposed, it does not fire any more.</returns>
    public IDisposable Register(long time, Action<long> callback)
    {
        var timer = New(callback);
        timer.Set(time);
        return timer;
    }

    /// <summary>One that is not set yet.</summary>
    /// <param name="callback">Gets the time.</param>
    public TaskTimer New(Action<long> callback) => new(this, callback);

    /// <summary>One waits for its time, which may be another than before.</summary>
    public void Begin(TaskTimer timer)
    {
        if (timer.Alarm is null)
        {
            timer.Alarm = _spare.TryPop(out var spare) ? spare : new TaskAlarm(this);
            _timers.Add(timer);
        }

        timer.Alarm.Set(timer);
    }

    /// <summary>Runs a timer's callback on the task's thread; from any thread.</summary>
    public void Post(Action mail) => task.Post(mail);

    /// <summary>One has fired or was given up.</summary>
    public void Forget(TaskTimer timer)
    {
        if (timer.Alarm is not { } alarm)
        {
            return;
        }

        timer.Alarm = null;
        _timers.Remove(timer);
        alarm.Stop();
        if (_isDisposed)
        {
            alarm.Dispose();
        }
        else
        {
            _spare.Push(alarm);
        }
    }

    /// <summary>Gives all up.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var timer in _timers.ToArray())
        {
            timer.Dispose();
        }

        while (_spare.TryPop(out var alarm))
        {
            alarm.Dispose();
        }
    }
}
