namespace Flink.Runtime.Scheduling;

/// <summary>A lock that <see cref="Thread.Interrupt"/> cannot break into; the interruption is delivered again when the lock is left.</summary>
/// <remarks>
/// A task that was cancelled is interrupted wherever its thread waits. In user code that is the purpose. In a lock of the
/// scheduler's it would lose what the lock protects: a tasklet that is marked as queued and is in no queue.
/// </remarks>
internal readonly ref struct UninterruptedLock
{
    private readonly object _gate;
    private readonly bool _wasInterrupted;

    /// <summary>Enters the lock, however long that takes.</summary>
    public UninterruptedLock(object gate)
    {
        _gate = gate;
        while (true)
        {
            try
            {
                Monitor.Enter(gate);
                return;
            }
            catch (ThreadInterruptedException)
            {
                _wasInterrupted = true;
            }
        }
    }

    /// <summary>Leaves the lock.</summary>
    public void Dispose()
    {
        Monitor.Exit(_gate);
        if (_wasInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }
}
