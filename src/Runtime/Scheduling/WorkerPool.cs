using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Scheduling;

/// <summary>One worker a core, each with a run queue and a thread, and threads of their own for tasklets that block.</summary>
/// <remarks>
/// An idle worker steals, then sleeps. A watchdog looks for tasklets that hold their thread for longer than
/// <c>blockedThreshold</c>: the queue goes to a spare thread, as in Go's scheduler, and the tasklet keeps its thread for good.
/// While all workers sleep nothing runs at all.
/// </remarks>
public sealed class WorkerPool : IScheduler, IDisposable
{
    /// <summary>How long a tasklet may run before it should yield.</summary>
    public static readonly TimeSpan Quantum = TimeSpan.FromMilliseconds(1);

    private const int MaxSpareThreads = 8;
    private const int IdleSpins = 50;

    private readonly Worker[] _workers;
    private readonly Watchdog _watchdog;
    private readonly object _gate = new();
    private readonly List<WorkerThread> _threads = [];
    private readonly Stack<WorkerThread> _spares = new();
    private int _threadNumber;
    private volatile bool _isStopped;

    /// <summary>Starts the threads.</summary>
    /// <param name="cores">Workers; at least 1.</param>
    /// <param name="clock">Measures quanta and the watchdog's threshold.</param>
    /// <param name="blockedThreshold">How long a tasklet may hold its thread before it counts as blocking.</param>
    /// <param name="logger">Gets the watchdog's reports.</param>
    /// <param name="stacks">Reads the stacks in the watchdog's reports; null for reports without.</param>
    public WorkerPool(int cores, TimeProvider clock, TimeSpan blockedThreshold, ILogger logger, IThreadStacks? stacks = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cores, 1);
        Clock = clock;
        QuantumTicks = (long)(Quantum.TotalSeconds * clock.TimestampFrequency);
        _workers = new Worker[cores];
        for (var i = 0; i < cores; i++)
        {
            _workers[i] = new Worker(canBlock: true);
        }

        // Before the threads, which tell it when they wake.
        _watchdog = new Watchdog(this, blockedThreshold, stacks ?? NoThreadStacks.Instance, logger);
        foreach (var worker in _workers)
        {
            NewThread().Assign(worker);
        }
    }

    /// <inheritdoc/>
    public TimeProvider Clock { get; }

    internal long QuantumTicks { get; }

    internal bool IsStopped => _isStopped;

    /// <summary>Whether every shared queue is empty and its thread sleeps.</summary>
    internal bool IsAsleep => Array.TrueForAll(_workers, static worker => worker.IsAsleep);

    /// <summary>The threads at this moment.</summary>
    internal WorkerThread[] Threads
    {
        get
        {
            lock (_gate)
            {
                return [.. _threads];
            }
        }
    }

    /// <inheritdoc/>
    public void Start(Tasklet tasklet, int affinity, bool needsThread = false)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);
        if (needsThread)
        {
            StartDedicated(tasklet);
            return;
        }

        var worker = _workers[(int)((uint)affinity % (uint)_workers.Length)];
        tasklet.Worker = worker;
        worker.Enqueue(tasklet);
    }

    /// <inheritdoc/>
    public string? Interrupt(Tasklet tasklet)
    {
        WorkerThread? thread;
        lock (_gate)
        {
            thread = _threads.Find(thread => thread.Running.Tasklet == tasklet);
        }

        return thread is not null && thread.Interrupt(tasklet) ? thread.Thread.Name : null;
    }

    /// <summary>Ends the threads after their current quantum. Threads that never come back are background threads and hold up nobody.</summary>
    public void Dispose()
    {
        _isStopped = true;
        _watchdog.Dispose();
        lock (_gate)
        {
            foreach (var thread in _threads)
            {
                thread.Worker?.Rouse();
            }

            foreach (var spare in _spares)
            {
                spare.Dismiss();
            }
        }
    }

    /// <summary>The next tasklet for a worker's thread: its own, else another worker's, else null after having slept.</summary>
    internal Tasklet? Next(Worker worker)
    {
        var spin = new SpinWait();
        for (var i = 0; i < IdleSpins; i++)
        {
            if (worker.TryDequeue() is { } own)
            {
                ShareSurplus(worker);
                return own;
            }

            if (worker.IsDedicated)
            {
                break;
            }

            if (Steal(worker) is { } stolen)
            {
                return stolen;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }

        if (!_isStopped)
        {
            worker.Sleep();
            _watchdog.Resume();
        }

        return null;
    }

    /// <summary>Finds a thread for a queue whose thread is about to wait.</summary>
    internal void TakeOver(Worker worker)
    {
        WorkerThread? thread;
        lock (_gate)
        {
            _spares.TryPop(out thread);
        }

        (thread ?? NewThread()).Assign(worker);
    }

    /// <summary>Keeps a thread without a queue for later.</summary>
    /// <returns>False when there are enough: the thread ends.</returns>
    internal bool KeepSpare(WorkerThread thread)
    {
        lock (_gate)
        {
            if (_isStopped || _spares.Count >= MaxSpareThreads)
            {
                _threads.Remove(thread);
                return false;
            }

            _spares.Push(thread);
            return true;
        }
    }

    /// <summary>Gives a tasklet that no queue holds a thread of its own.</summary>
    internal void StartDedicated(Tasklet tasklet)
    {
        var worker = new Worker(canBlock: true, isDedicated: true);
        tasklet.Worker = worker;
        worker.Enqueue(tasklet);
        TakeOver(worker);
    }

    private WorkerThread NewThread()
    {
        lock (_gate)
        {
            var thread = new WorkerThread(this, $"flink-worker-{_threadNumber++}");
            _threads.Add(thread);
            return thread;
        }
    }

    private Tasklet? Steal(Worker thief)
    {
        foreach (var victim in _workers)
        {
            if (victim != thief && victim.Length > 0 && victim.TryDequeue() is { } tasklet)
            {
                return tasklet;
            }
        }

        return null;
    }

    // Work that stays behind in this queue is offered to a sleeper: it would otherwise wait for this thread although a core is idle.
    private void ShareSurplus(Worker worker)
    {
        if (worker.Length == 0)
        {
            return;
        }

        foreach (var other in _workers)
        {
            if (other != worker && other.Length == 0 && other.Rouse())
            {
                return;
            }
        }
    }
}
