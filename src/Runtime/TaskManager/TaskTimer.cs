namespace Flink.Runtime.TaskManager;

/// <summary>A processing-time timer whose callback runs as a mail of its task. On the task's thread: once cancelled, it never fires.</summary>
/// <param name="timers">Where it belongs.</param>
/// <param name="time">Milliseconds since the epoch.</param>
/// <param name="callback">Gets the time.</param>
internal sealed class TaskTimer(TaskTimers timers, long time, Action<long> callback) : IDisposable
{
    /// <summary>When it fires, milliseconds since the epoch.</summary>
    public long Time => time;

    /// <summary>What wakes the task for it; null when it has fired or was cancelled.</summary>
    public TaskAlarm? Alarm { get; set; }

    /// <summary>Calls back; its time has come.</summary>
    public void Fire()
    {
        Dispose();
        callback(time);
    }

    public void Dispose() => timers.Forget(this);
}
