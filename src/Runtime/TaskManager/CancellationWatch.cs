using Flink.Runtime.Scheduling;

namespace Flink.Runtime.TaskManager;

/// <summary>Sees to it that a cancelled task ends: interrupts what it waits for, again and again, and in the end gives it up.</summary>
/// <remarks>.NET cannot abort a thread. A function that ignores cancellation keeps its thread; the job is told which one (design decision D3).</remarks>
internal sealed class CancellationWatch
{
    private static readonly TimeSpan _firstAttempt = TimeSpan.FromSeconds(1);

    private readonly StreamTask _task;
    private readonly IScheduler _scheduler;
    private readonly long _begin;
    private readonly ITimer _timer;
    private readonly ITimer? _timeout;

    public CancellationWatch(StreamTask task, IScheduler scheduler, TaskManagerSettings settings)
    {
        _task = task;
        _scheduler = scheduler;
        _begin = scheduler.Clock.GetTimestamp();
        _timer = scheduler.Clock.CreateTimer(
            static state => ((CancellationWatch)state!).Look(), this, Shorter(_firstAttempt, settings.CancellationInterval), settings.CancellationInterval);
        if (settings.CancellationTimeout > TimeSpan.Zero)
        {
            _timeout = scheduler.Clock.CreateTimer(
                static state => ((CancellationWatch)state!).GiveUp(), this, settings.CancellationTimeout, Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Look()
    {
        if (_task.IsEnded)
        {
            Stop();
            return;
        }

        _scheduler.Interrupt(_task);
    }

    private void GiveUp()
    {
        Stop();
        if (!_task.IsEnded)
        {
            var elapsed = _scheduler.Clock.GetElapsedTime(_begin);
            _task.Abandon(_scheduler.Interrupt(_task), elapsed);
        }
    }

    private void Stop()
    {
        _timer.Dispose();
        _timeout?.Dispose();
    }
}
