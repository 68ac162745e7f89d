namespace Flink.Runtime.Scheduling;

/// <summary>A run queue. Usually one thread serves it; the thread may change, the queue stays.</summary>
/// <param name="canBlock">Whether a tasklet may wait inside its quantum: not when the queue is stepped from outside.</param>
/// <param name="isDedicated">Whether it serves one tasklet that blocks.</param>
/// <param name="enqueued">Runs behind each tasklet that was put in, for a queue that is stepped from outside.</param>
/// <param name="pool">Whose other workers may take from the queue; null where there are none.</param>
internal sealed class Worker(bool canBlock, bool isDedicated = false, Action? enqueued = null, WorkerPool? pool = null)
{
    private readonly Queue<Tasklet> _queue = new();
    private readonly object _gate = new();
    private volatile bool _isAsleep;
    private volatile int _length;
    private long _sharesFrom;

    public bool CanBlock => canBlock;

    public bool IsDedicated => isDedicated;

    /// <summary>Whose other workers may take from the queue; null where there are none.</summary>
    public WorkerPool? Pool => pool;

    /// <summary>Tasklets that wait here; read without the lock, so it may be a moment old.</summary>
    public int Length => _length;

    /// <summary>Whether the thread that serves the queue sleeps and nothing has woken it yet.</summary>
    public bool IsAsleep
    {
        get
        {
            lock (_gate)
            {
                return _isAsleep;
            }
        }
    }

    /// <summary>As <see cref="IsAsleep"/>, but read without the lock, so it may be a moment old.</summary>
    public bool LooksAsleep => _isAsleep;

    /// <summary>A tasklet begins to run.</summary>
    /// <param name="sharesFrom">From when on what waits behind it is offered to others, in ticks of the pool's clock.</param>
    public void BeginQuantum(long sharesFrom) => Volatile.Write(ref _sharesFrom, sharesFrom);

    /// <summary>Whether what runs has run so long that others should take what waits behind it.</summary>
    public bool Shares(long now) => now >= Volatile.Read(ref _sharesFrom);

    /// <summary>Has a sleeping worker take what waits here, if what runs has run for long enough.</summary>
    public void OfferWaiting(long now)
    {
        if (_length > 0 && pool is { HasSleepers: true } && Shares(now))
        {
            pool.RouseOther(this);
        }
    }

    public void Enqueue(Tasklet tasklet)
    {
        using (new UninterruptedLock(_gate))
        {
            _queue.Enqueue(tasklet);
            _length = _queue.Count;
            if (_isAsleep)
            {
                WakeUp();
            }
        }

        enqueued?.Invoke();
    }

    public Tasklet? TryDequeue()
    {
        if (_length == 0)
        {
            return null;
        }

        lock (_gate)
        {
            var found = _queue.TryDequeue(out var tasklet);
            _length = _queue.Count;
            return found ? tasklet : null;
        }
    }

    /// <summary>Sleeps until something is enqueued or <see cref="Rouse"/> is called.</summary>
    /// <remarks>
    /// Two threads may sleep here: one that has lost the queue just when it found nothing to do, and the one that has got it. All of them are
    /// woken, since the first would go away and leave the other asleep beside a full queue.
    /// </remarks>
    public void Sleep()
    {
        lock (_gate)
        {
            if (_queue.Count > 0)
            {
                return;
            }

            if (!_isAsleep)
            {
                _isAsleep = true;
                pool?.CountSleeper(1);
            }

            while (_isAsleep)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Wakes a sleeping server of the queue although there is nothing in it: to steal, or to end.</summary>
    /// <returns>False when nobody slept.</returns>
    public bool Rouse()
    {
        lock (_gate)
        {
            if (!_isAsleep)
            {
                return false;
            }

            WakeUp();
            return true;
        }
    }

    private void WakeUp()
    {
        _isAsleep = false;
        pool?.CountSleeper(-1);
        Monitor.PulseAll(_gate);
    }
}
