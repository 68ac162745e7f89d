namespace Flink.Streaming.Testing.Execution;

/// <summary>A timer whose callback runs between two batches, and never once its subtask's inputs have ended.</summary>
internal sealed class ProcessingTimer : IDisposable
{
    private readonly Subtask _owner;
    private readonly long _time;
    private readonly Action<long> _callback;
    private readonly ITimer _timer;
    private bool _isDisposed;

    public ProcessingTimer(HarnessJob job, Subtask owner, long time, Action<long> callback)
    {
        (_owner, _time, _callback) = (owner, time, callback);
        var delay = time <= job.Clock.Now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min((double)time - job.Clock.Now, TimeSpan.MaxValue.TotalMilliseconds / 2));
        _timer = job.Clock.CreateTimer(_ => job.Post(Fire), null, delay, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    private void Fire()
    {
        if (!_isDisposed && !_owner.HasEnded)
        {
            Dispose();
            _callback(_time);
        }
    }
}
