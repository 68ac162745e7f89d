namespace Flink.Runtime.Scheduling;

/// <summary>A thread that serves a worker's queue. Loses the queue to a spare thread when a tasklet holds it for too long.</summary>
internal sealed class WorkerThread
{
    [ThreadStatic]
    private static WorkerThread? _current;

    private readonly WorkerPool _pool;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _assigned = new(0);
    private readonly object _interruptible = new();
    private volatile Worker? _worker;
    private Tasklet? _tasklet;
    private long _since;
    private int _interruptGate;
    private bool _wasInterrupted;

    public WorkerThread(WorkerPool pool, string name)
    {
        _pool = pool;
        _thread = new Thread(Serve) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>The worker thread that the caller runs on; null on any other thread.</summary>
    public static WorkerThread? Current => _current;

    public Thread Thread => _thread;

    /// <summary>What runs now, and since when in ticks of the clock.</summary>
    public (Tasklet? Tasklet, long Since) Running => (Volatile.Read(ref _tasklet), Volatile.Read(ref _since));

    /// <summary>Gives the thread a queue to serve; it must have none.</summary>
    public void Assign(Worker worker)
    {
        _worker = worker;
        _assigned.Release();
    }

    /// <summary>Ends an idle thread.</summary>
    public void Dismiss() => _assigned.Release();

    /// <summary>The queue that the thread serves now.</summary>
    public Worker? Worker => _worker;

    /// <summary>Hands the queue to another thread, because the tasklet that runs here is about to wait or already does. From any thread.</summary>
    /// <returns>False when there is nothing to hand over: it lost the queue before, or the queue is the tasklet's own.</returns>
    public bool LeaveWorker()
    {
        var worker = _worker;
        if (worker is null || worker.IsDedicated || Interlocked.CompareExchange(ref _worker, null, worker) != worker)
        {
            return false;
        }

        _pool.TakeOver(worker);
        return true;
    }

    /// <summary>Interrupts the wait of a tasklet that has a thread of its own, if that is still what runs here. From any thread.</summary>
    /// <returns>Whether the tasklet runs here.</returns>
    public bool Interrupt(Tasklet tasklet)
    {
        EnterInterruptGate();
        try
        {
            if (_tasklet != tasklet)
            {
                return false;
            }

            if (tasklet.NeedsThread)
            {
                _wasInterrupted = true;
                _thread.Interrupt();
            }

            return true;
        }
        finally
        {
            Volatile.Write(ref _interruptGate, 0);
        }
    }

    /// <summary>From here on nobody interrupts the thread, and an interruption that came too late is taken back: it must not hit waits of the engine itself. On this thread.</summary>
    public void EndInterruptions()
    {
        EnterInterruptGate();
        _tasklet = null;
        var wasInterrupted = _wasInterrupted;
        _wasInterrupted = false;
        Volatile.Write(ref _interruptGate, 0);
        if (!wasInterrupted)
        {
            return;
        }

        try
        {
            // A real wait: one of no length does not look at interruptions.
            lock (_interruptible)
            {
                Monitor.Wait(_interruptible, millisecondsTimeout: 1);
            }
        }
        catch (ThreadInterruptedException)
        {
            // Taken here on purpose, see above.
        }
    }

    private void Serve()
    {
        _current = this;
        do
        {
            _assigned.Wait();
            while (_worker is { } worker && !_pool.IsStopped)
            {
                Step(worker);
            }
        }
        while (!_pool.IsStopped && _pool.KeepSpare(this));
    }

    private void Step(Worker worker)
    {
        if (_pool.Next(worker) is not { } tasklet)
        {
            return;
        }

        if (tasklet.NeedsThread && !worker.IsDedicated)
        {
            _pool.StartDedicated(tasklet);
            return;
        }

        tasklet.Worker = worker;
        Volatile.Write(ref _since, _pool.Clock.GetTimestamp());
        worker.BeginQuantum(_since + _pool.SharingTicks);
        Volatile.Write(ref _tasklet, tasklet);
        var again = tasklet.RunQuantum(_since + _pool.QuantumTicks);
        EndInterruptions();
        if (again)
        {
            worker.Enqueue(tasklet);
        }
        else if (worker.IsDedicated && tasklet.IsEnded)
        {
            _worker = null;
        }
    }

    // A lock would itself be a wait that an interruption can hit.
    private void EnterInterruptGate()
    {
        while (Interlocked.CompareExchange(ref _interruptGate, 1, 0) != 0)
        {
            Thread.SpinWait(20);
        }
    }
}
