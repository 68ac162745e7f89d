namespace Flink.Streaming.Testing;

/// <summary>Processing time that stands still until the test moves it.</summary>
/// <remarks>Timers may be made and disposed on any thread; time is moved by one thread, on which their callbacks run.</remarks>
public sealed class HarnessClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<Timer> _timers = [];
    private long _now;
    private long _made;

    internal HarnessClock(long start) => _now = start * TimeSpan.TicksPerMillisecond;

    /// <summary>The time in milliseconds since the epoch.</summary>
    public long Now => Ticks / TimeSpan.TicksPerMillisecond;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private long Ticks => Interlocked.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Ticks);

    /// <inheritdoc/>
    public override long GetTimestamp() => Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on to the next timer that is due by then, and calls it.</summary>
    /// <param name="until">Milliseconds since the epoch.</param>
    /// <returns>False when none is.</returns>
    internal bool FireNext(long until)
    {
        if (NextDue(until * TimeSpan.TicksPerMillisecond) is not { } timer)
        {
            return false;
        }

        timer.Fire();
        return true;
    }

    /// <summary>Moves time on without a look at the timers.</summary>
    internal void MoveTo(long time) => Interlocked.Exchange(ref _now, time * TimeSpan.TicksPerMillisecond);

    private Timer? NextDue(long end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => (timer.Due, timer.Order));
            if (next is not null)
            {
                Interlocked.Exchange(ref _now, Math.Max(next.Due, _now));
                next.Rearm();
            }

            return next;
        }
    }

    private sealed class Timer(HarnessClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long Due { get; private set; } = long.MaxValue;

        public long Order { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = clock._now + Math.Max(0, dueTime.Ticks);
                Order = clock._made++;
                clock._timers.Add(this);
                return true;
            }
        }

        public void Rearm()
        {
            if (_period <= TimeSpan.Zero)
            {
                clock._timers.Remove(this);
                return;
            }

            Due += _period.Ticks;
            Order = clock._made++;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
