namespace Flink.Runtime.Checkpoints;

/// <summary>Counts of a job's checkpoints; written in the job master's endpoint, read by meters.</summary>
public sealed class CheckpointStatistics
{
    private long _completed;
    private long _failed;
    private long _inProgress;
    private long _lastSize;
    private long _lastDurationTicks;
    private long _lastId = -1;
    private long _lastTime = -1;

    /// <summary>Those that became complete.</summary>
    public long Completed => Volatile.Read(ref _completed);

    /// <summary>Those that did not.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Those that are under way.</summary>
    public long InProgress => Volatile.Read(ref _inProgress);

    /// <summary>Bytes of the state of the last complete one.</summary>
    public long LastSize => Volatile.Read(ref _lastSize);

    /// <summary>Time from the trigger of the last complete one to its completion.</summary>
    public TimeSpan LastDuration => TimeSpan.FromTicks(Volatile.Read(ref _lastDurationTicks));

    /// <summary>Number of the last complete one; -1 before the first.</summary>
    public long LastId => Volatile.Read(ref _lastId);

    /// <summary>When the last one became complete, in milliseconds since 1970; -1 before the first.</summary>
    public long LastTime => Volatile.Read(ref _lastTime);

    internal void Begin() => Volatile.Write(ref _inProgress, _inProgress + 1);

    internal void Fail()
    {
        Volatile.Write(ref _inProgress, _inProgress - 1);
        Volatile.Write(ref _failed, _failed + 1);
    }

    internal void Complete(long id, long size, TimeSpan duration, DateTimeOffset time)
    {
        Volatile.Write(ref _inProgress, _inProgress - 1);
        Volatile.Write(ref _completed, _completed + 1);
        Volatile.Write(ref _lastSize, size);
        Volatile.Write(ref _lastDurationTicks, duration.Ticks);
        Volatile.Write(ref _lastId, id);
        Volatile.Write(ref _lastTime, time.ToUnixTimeMilliseconds());
    }
}
