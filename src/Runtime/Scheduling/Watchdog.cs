using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Scheduling;

/// <summary>Looks for tasklets that hold a shared queue's thread for too long, and has the queue handed to another thread.</summary>
/// <remarks>It rests while all shared queues sleep, so that an idle pool costs no processor time. Safe for concurrent use.</remarks>
internal sealed partial class Watchdog : IDisposable
{
    // A tasklet is noticed at most a quarter of the threshold too late.
    private const int LooksPerThreshold = 4;

    private readonly WorkerPool _pool;
    private readonly TimeSpan _threshold;
    private readonly IThreadStacks _stacks;
    private readonly ILogger _logger;
    private readonly TimeSpan _period;
    private readonly object _gate = new();
    private readonly ITimer _timer;
    private volatile bool _rests;

    /// <summary>Begins to look.</summary>
    /// <param name="pool">Whose threads are watched, by whose clock.</param>
    /// <param name="threshold">How long a tasklet may hold its thread before it counts as blocking.</param>
    /// <param name="stacks">Reads the stacks of threads that are held.</param>
    /// <param name="logger">Gets a warning for each tasklet that blocks.</param>
    public Watchdog(WorkerPool pool, TimeSpan threshold, IThreadStacks stacks, ILogger logger)
    {
        _pool = pool;
        _threshold = threshold;
        _stacks = stacks;
        _logger = logger;
        _period = TimeSpan.FromTicks(Math.Max(threshold.Ticks / LooksPerThreshold, TimeSpan.TicksPerMillisecond));
        lock (_gate)
        {
            _timer = pool.Clock.CreateTimer(static state => ((Watchdog)state!).Look(), this, _period, _period);
        }
    }

    /// <summary>To be called by a thread that slept, before it runs anything.</summary>
    public void Resume()
    {
        if (!_rests)
        {
            return;
        }

        lock (_gate)
        {
            if (_rests)
            {
                _rests = false;
                _timer.Change(_period, _period);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        LookForBlocked();

        // Says that it rests before it looks: whoever is woken after the look finds that it has to call Resume.
        lock (_gate)
        {
            _rests = true;
            if (_pool.IsAsleep)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _rests = false;
            }
        }
    }

    private void LookForBlocked()
    {
        var clock = _pool.Clock;
        var now = clock.GetTimestamp();
        foreach (var thread in _pool.Threads)
        {
            var (tasklet, since) = thread.Running;
            if (tasklet is null || tasklet.IsWaiting || clock.GetElapsedTime(since, now) < _threshold)
            {
                continue;
            }

            var isNew = !tasklet.NeedsThread;
            tasklet.NeedsThread = true;
            if (thread.LeaveWorker() && isNew)
            {
                Report(thread, tasklet, since);
            }
        }
    }

    // After the hand-off: reading a stack may take a second, in which the other tasks of the queue run already.
    private void Report(WorkerThread thread, Tasklet tasklet, long since)
    {
        var stack = _stacks.Describe(thread.Thread.ManagedThreadId);
        if (thread.Running != (tasklet, since))
        {
            stack = "Its stack is not known: the function had returned before it was read.";
        }

        LogBlocked(tasklet.Name, thread.Thread.Name, (long)_threshold.TotalMilliseconds, thread.Thread.ThreadState, stack);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task {Task} has held thread {Thread} for more than {Milliseconds} ms without yielding. Its function blocks without saying so; from now on it has a thread of its own. Declare it with Blocking() to avoid the delay. The thread is in state {State}. {Stack}")]
    private partial void LogBlocked(string task, string? thread, long milliseconds, ThreadState state, string stack);
}
