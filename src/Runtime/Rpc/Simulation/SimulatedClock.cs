namespace Flink.Runtime.Rpc.Simulation;

/// <summary>A process's clock: virtual time, and timers that die with the process.</summary>
internal sealed class SimulatedClock(SimulatedNetwork network) : TimeProvider
{
    /// <summary>Whose clock it is; null for whoever drives the world.</summary>
    public SimulatedProcess? Process { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => network.Settings.Start + network.Now + (Process?.ClockOffset ?? TimeSpan.Zero);

    public override long GetTimestamp() => network.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(network, Process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimulatedNetwork network, SimulatedProcess? process, Action callback) : ITimer
    {
        private Action? _callback = callback;
        private int _generation;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Arm(++_generation, dueTime, period);
            return _callback is not null;
        }

        // Its event stays in the world until its time comes; what it would have called, an answered request mostly, does not.
        public void Dispose()
        {
            _generation++;
            _callback = null;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Arm(int generation, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan || _callback is null)
            {
                return;
            }

            network.Schedule(dueTime, process, () =>
            {
                if (generation != _generation || _callback is not { } callback)
                {
                    return;
                }

                if (period > TimeSpan.Zero)
                {
                    Arm(generation, period, period);
                }

                callback();
            });
        }
    }
}
