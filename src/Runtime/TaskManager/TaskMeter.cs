namespace Flink.Runtime.TaskManager;

/// <summary>Where a task's time goes: busy, idle, back-pressured (Flink's three). Written by the task, two clock readings a quantum; read by meters.</summary>
/// <param name="clock">The scheduler's clock.</param>
/// <remarks>A wait counts while it lasts, so that a task that has stood still for an hour says so. Meters may read a moment twice or not at all.</remarks>
public sealed class TaskMeter(TimeProvider clock)
{
    private long _since = clock.GetTimestamp();
    private long _busyTicks;
    private long _idleTicks;
    private long _backPressuredTicks;
    private volatile Wait _wait = Wait.Idle;

    /// <summary>Why a task does not run.</summary>
    public enum Wait
    {
        /// <summary>It is ready or runs.</summary>
        None,

        /// <summary>Its input is empty.</summary>
        Idle,

        /// <summary>A receiver of its output has no room.</summary>
        BackPressured,
    }

    /// <summary>Time spent running or ready to run.</summary>
    public TimeSpan Busy => Of(_busyTicks, Wait.None);

    /// <summary>Time spent without input.</summary>
    public TimeSpan Idle => Of(_idleTicks, Wait.Idle);

    /// <summary>Time spent waiting for room in the output.</summary>
    public TimeSpan BackPressured => Of(_backPressuredTicks, Wait.BackPressured);

    internal void BeginQuantum()
    {
        Account(_wait);
        _wait = Wait.None;
    }

    internal void EndQuantum(Wait wait)
    {
        Account(Wait.None);
        _wait = wait;
    }

    private void Account(Wait wait)
    {
        var now = clock.GetTimestamp();
        var ticks = now - _since;
        Volatile.Write(ref _since, now);
        switch (wait)
        {
            case Wait.Idle:
                _idleTicks += ticks;
                break;
            case Wait.BackPressured:
                _backPressuredTicks += ticks;
                break;
            default:
                _busyTicks += ticks;
                break;
        }
    }

    private TimeSpan Of(long ticks, Wait kind)
    {
        var current = _wait == kind ? Math.Max(0, clock.GetTimestamp() - Volatile.Read(ref _since)) : 0;
        return TimeSpan.FromSeconds((double)(ticks + current) / clock.TimestampFrequency);
    }
}
