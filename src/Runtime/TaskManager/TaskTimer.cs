using Flink.Core.Operators;

namespace Flink.Runtime.TaskManager;

/// <summary>A processing-time timer whose callback runs as a mail of its task. On the task's thread: once cancelled, it never fires.</summary>
/// <param name="timers">Where it belongs.</param>
/// <param name="callback">Gets the time.</param>
internal sealed class TaskTimer(TaskTimers timers, Action<long> callback) : IProcessingTimer
{
    /// <summary>When it fires, milliseconds since the epoch.</summary>
    public long Time { get; private set; }

    /// <summary>What wakes the task for it; null when it has fired, was cancelled, or is not set yet.</summary>
    public TaskAlarm? Alarm { get; set; }

    public void Set(long time)
    {
        Time = time;
        timers.Begin(this);
    }

    /// <summary>Calls back; its time has come.</summary>
    public void Fire()
    {
        var time = Time;
        Dispose();
        callback(time);
    }

    public void Dispose() => timers.Forget(this);
}
