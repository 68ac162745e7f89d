using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Scheduling;

/// <summary>One worker a core, each with a run queue and a thread, and threads of their own for tasklets that block.</summary>
/// <remarks>
/// An idle worker steals, then sleeps. What a tasklet wakes waits behind it when its own worker sleeps, and a sleeper is roused to take it once the
/// waker has run for longer than <see cref="Sharing"/>: two tasks that hand light batches to each other stay on one core, all others get two
/// (docs/decisions/0033-wakers-keep-what-they-wake.md). A watchdog looks for tasklets that hold their thread for longer than
/// <c>blockedThreshold</c>: the queue goes to a spare thread, as in Go's scheduler, and the tasklet keeps its thread for good.
/// While all workers sleep nothing runs at all.
/// </remarks>
public sealed class WorkerPool : IScheduler, IDisposable
{
    /// <summary>How long a tasklet may run before it should yield.</summary>
    public static readonly TimeSpan Quantum = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a tasklet runs before others take what waits behind it: some times what it takes until a sleeping thread runs.</summary>
    public static readonly TimeSpan Sharing = TimeSpan.FromMicroseconds(200);

    private const int MaxSpareThreads = 8;
    private const int IdleSpins = 50;

    private readonly Worker[] _workers;
    private readonly Watchdog _watchdog;
    private readonly object _gate = new();
    private readonly List<WorkerThread> _threads = [];
    private readonly Stack<WorkerThread> _spares = new();
    private int _threadNumber;
    private int _sleepers;
    private Worker? _searcher;
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
        SharingTicks = (long)(Sharing.TotalSeconds * clock.TimestampFrequency);
        _workers = new Worker[cores];
        for (var i = 0; i < cores; i++)
        {
            _workers[i] = new Worker(canBlock: true, pool: this);
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

    internal long SharingTicks { get; }

    /// <summary>Whether a shared queue has a thread that sleeps; may be a moment old.</summary>
    internal bool HasSleepers => Volatile.Read(ref _sleepers) > 0;

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
        var found = Find(worker);
        if (ReferenceEquals(Volatile.Read(ref _searcher), worker))
        {
            Volatile.Write(ref _searcher, null);
        }

        if (found is null && !_isStopped)
        {
            worker.Sleep();
            _watchdog.Resume();
        }

        return found;
    }

    /// <summary>Wakes a sleeping worker, so that it steals; not while one that was woken is still searching.</summary>
    /// <param name="busy">Where there is something to take.</param>
    internal void RouseOther(Worker busy)
    {
        if (!HasSleepers || Volatile.Read(ref _searcher) is not null)
        {
            return;
        }

        foreach (var other in _workers)
        {
            if (other == busy || !other.LooksAsleep)
            {
                continue;
            }

            if (Interlocked.CompareExchange(ref _searcher, other, null) is not null || other.Rouse())
            {
                return;
            }

            // It woke by itself meanwhile, and may have looked before it was told to.
            Volatile.Write(ref _searcher, null);
        }
    }

    /// <summary>A shared queue's thread goes to sleep (1) or is woken (-1).</summary>
    internal void CountSleeper(int change) => Interlocked.Add(ref _sleepers, change);

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

    private Tasklet? Find(Worker worker)
    {
        var spin = new SpinWait();
        for (var i = 0; i < IdleSpins; i++)
        {
            if (worker.TryDequeue() is { } own)
            {
                // Work that stays behind would otherwise wait for this thread although a core is idle.
                if (worker.Length > 0)
                {
                    RouseOther(worker);
                }

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

        return null;
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
}
