namespace Flink.Runtime.TaskManager;

/// <summary>A processing-time timer whose callback runs as a mail of its task.</summary>
internal sealed class TaskTimer : IDisposable
{
    private readonly StreamTask _task;
    private readonly long _time;
    private readonly Action<long> _callback;
    private readonly ITimer _timer;
    private bool _isDisposed;

    public TaskTimer(StreamTask task, long time, Action<long> callback)
    {
        _task = task;
        _time = time;
        _callback = callback;
        var delay = TimeSpan.FromMilliseconds(Math.Max(0, time - task.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        _timer = task.Clock.CreateTimer(static state => ((TaskTimer)state!).Due(), this, delay, Timeout.InfiniteTimeSpan);
    }

    // On the task's thread, like Fire: a timer that was cancelled there never fires, even when its mail is under way.
    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
        _task.Forget(this);
    }

    private void Due() => _task.Post(Fire);

    private void Fire()
    {
        if (_isDisposed)
        {
            return;
        }

        Dispose();
        _callback(_time);
    }
}
