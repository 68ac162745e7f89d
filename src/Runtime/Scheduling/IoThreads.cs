namespace Flink.Runtime.Scheduling;

/// <summary>A few threads for work that blocks, started when they are first needed.</summary>
/// <param name="most">Most threads; at least 1. More work than that waits, in its order.</param>
public sealed class IoThreads(int most) : IIoExecutor, IDisposable
{
    /// <summary>Enough to have a disk busy, and few enough not to take cores from the workers.</summary>
    public const int DefaultThreads = 4;

    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private readonly List<Thread> _threads = [];
    private int _idle;
    private bool _isDisposed;

    /// <inheritdoc/>
    public void Run(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using (new UninterruptedLock(_gate))
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _work.Enqueue(work);
            if (_work.Count <= _idle || _threads.Count == most)
            {
                Monitor.Pulse(_gate);
                return;
            }

            var thread = new Thread(Loop) { IsBackground = true, Name = $"flink-io-{_threads.Count + 1}" };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Ends the threads once what was given to them is done, and waits for that. Not from one of them.</summary>
    public void Dispose()
    {
        Thread[] threads;
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
            threads = [.. _threads];
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    private void Loop()
    {
        while (Take() is { } work)
        {
            work();
        }
    }

    private Action? Take()
    {
        lock (_gate)
        {
            while (_work.Count == 0)
            {
                if (_isDisposed)
                {
                    return null;
                }

                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            return _work.Dequeue();
        }
    }
}
