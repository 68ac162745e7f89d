namespace Flink.Runtime.Checkpoints;

/// <summary>When the next checkpoint of a running attempt is taken: at intervals, with a pause behind the last one.</summary>
/// <param name="settings">Interval and pause.</param>
/// <param name="services">Clock and mail of the job master's endpoint.</param>
/// <param name="tryTrigger">Takes a checkpoint, or says why not.</param>
internal sealed class CheckpointSchedule(CheckpointSettings settings, CheckpointCoordinatorServices services, Func<TriggerOutcome> tryTrigger)
{
    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(100);

    private ITimer? _timer;
    private long _timerNumber;
    private long? _lastEnd;
    private bool _isRunning;
    private bool _isDue;

    /// <summary>An attempt begins.</summary>
    public void Begin()
    {
        _isRunning = true;
        _isDue = false;
        if (settings.Interval is { } interval)
        {
            Set(interval);
        }
    }

    /// <summary>The attempt is over.</summary>
    public void Stop()
    {
        _isRunning = false;
        _timer?.Dispose();
        _timer = null;
        _timerNumber++;
    }

    /// <summary>A checkpoint was triggered, on schedule or not.</summary>
    public void Triggered() => _isDue = false;

    /// <summary>A checkpoint is complete or was given up.</summary>
    public void Ended() => _lastEnd = services.Clock.GetTimestamp();

    /// <summary>Makes up for a checkpoint that had to wait for another one.</summary>
    public void CatchUp()
    {
        if (_isDue && _isRunning)
        {
            Set(settings.MinPause);
        }
    }

    private void Set(TimeSpan delay)
    {
        _timer?.Dispose();
        var number = ++_timerNumber;
        _timer = services.After(delay, () =>
        {
            if (number == _timerNumber)
            {
                IntervalHasPassed();
            }
        });
    }

    private void IntervalHasPassed()
    {
        var pause = _lastEnd is { } end ? settings.MinPause - services.Clock.GetElapsedTime(end) : TimeSpan.Zero;
        if (pause > TimeSpan.Zero)
        {
            Set(pause);
            return;
        }

        var interval = settings.Interval!.Value;
        switch (tryTrigger())
        {
            case TriggerOutcome.Triggered when _isRunning:
                Set(interval);
                break;
            case TriggerOutcome.OthersUnderWay:
                // The end of that one schedules it.
                _isDue = true;
                break;
            case TriggerOutcome.TasksMissing:
                Set(interval < _retry ? interval : _retry);
                break;
        }
    }
}
