using System.Diagnostics;

namespace Flink.Runtime.Scheduling;

/// <summary>Something that runs cooperatively, a quantum at a time, never on two threads at once (design decision D3).</summary>
/// <remarks>A parked tasklet costs nothing; <see cref="Wake"/> is one volatile read when it is already awake.</remarks>
public abstract class Tasklet
{
    private const int Parked = 0;
    private const int Queued = 1;
    private const int Running = 2;
    private const int RunningAndWoken = 3;
    private const int Blocked = 4;
    private const int Ended = 5;

    private readonly object _unblock = new();
    private int _state = Queued;

    /// <summary>Whether it waits inside its quantum for <see cref="Wake"/>, its queue being served by another thread.</summary>
    internal bool IsWaiting => Volatile.Read(ref _state) == Blocked;

    /// <summary>What people read in logs and watchdog reports.</summary>
    public abstract string Name { get; }

    /// <summary>The run queue that the tasklet belongs to; changes when it is stolen or moves to a thread of its own.</summary>
    internal Worker? Worker { get; set; }

    /// <summary>Set by the watchdog for one that blocks without saying so: it gets a thread of its own the next time it is taken from a queue.</summary>
    internal volatile bool NeedsThread;

    /// <summary>Whether it will never run again.</summary>
    internal bool IsEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>Runs for about a quantum.</summary>
    /// <param name="deadline">When to yield, in ticks of the scheduler's clock.</param>
    protected internal abstract TaskletStatus Run(long deadline);

    /// <summary>Makes a parked tasklet run. What the caller wrote before is visible to that run. From any thread.</summary>
    public void Wake()
    {
        // The fence orders the caller's writes (a batch in a ring) before the read of the state: without it both sides could
        // miss each other, the caller seeing "running" and the tasklet an empty ring.
        Interlocked.MemoryBarrier();
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Parked when Interlocked.CompareExchange(ref _state, Queued, Parked) == Parked:
                    QueueToWakeIn().Enqueue(this);
                    return;
                case Running when Interlocked.CompareExchange(ref _state, RunningAndWoken, Running) == Running:
                    return;
                case Blocked when Interlocked.CompareExchange(ref _state, Running, Blocked) == Blocked:
                    using (new UninterruptedLock(_unblock))
                    {
                        Monitor.PulseAll(_unblock);
                    }

                    return;
                case Parked or Running or Blocked:
                    continue;
                case Queued when Worker is { Pool: { HasSleepers: true } pool }:
                    WorkerThread.Current?.Worker?.OfferWaiting(pool.Clock.GetTimestamp());
                    return;
                default:
                    return;
            }
        }
    }

    /// <summary>Whether the quantum goes on. A tasklet that runs for longer than a moment asks often: others take then what waits behind it.</summary>
    /// <param name="now">The time, in ticks of the scheduler's clock.</param>
    /// <param name="deadline">When to yield, as given to <see cref="Run"/>.</param>
    /// <remarks>Only from within <see cref="Run"/>.</remarks>
    protected bool HasTime(long now, long deadline)
    {
        Worker?.OfferWaiting(now);
        return now < deadline;
    }

    // To wake the thread of another queue takes longer than what most wakers still have to do: the woken one waits behind its waker instead, on a
    // core that has the records in its cache. One that has run for long will go on.
    private Worker QueueToWakeIn()
    {
        var home = Worker!;
        return home is { LooksAsleep: true, Pool: { } pool }
            && WorkerThread.Current?.Worker is { } wakers && wakers.Pool == pool && !wakers.Shares(pool.Clock.GetTimestamp())
                ? wakers
                : home;
    }

    /// <summary>Waits inside a quantum until <see cref="Wake"/> is called, while another thread takes over the worker's other tasklets.</summary>
    /// <returns>False when the scheduler is stepped from outside, where nobody could wake it.</returns>
    /// <remarks>Only from within <see cref="Run"/>. The caller checks its condition again afterwards: wake-ups may be spurious.</remarks>
    internal bool WaitForWake()
    {
        if (!Worker!.CanBlock)
        {
            return false;
        }

        WorkerThread.Current?.LeaveWorker();
        lock (_unblock)
        {
            if (Interlocked.CompareExchange(ref _state, Blocked, Running) != Running)
            {
                // Woken since the last look: the caller checks at once, after a fence as in RunQuantum.
                Interlocked.Exchange(ref _state, Running);
                return true;
            }

            while (Volatile.Read(ref _state) == Blocked)
            {
                Monitor.Wait(_unblock);
            }
        }

        return true;
    }

    /// <summary>Runs one quantum; by the worker that took it from its queue.</summary>
    /// <returns>True when it goes back to the queue.</returns>
    internal bool RunQuantum(long deadline)
    {
        Debug.Assert(_state == Queued, "a tasklet runs only from a queue");

        // A fence, as in Wake: a run that looked for work before others could see that it runs would miss what comes with a wake that
        // still finds it queued.
        Interlocked.Exchange(ref _state, Running);
        switch (Run(deadline))
        {
            case TaskletStatus.Done:
                Volatile.Write(ref _state, Ended);
                return false;
            case TaskletStatus.Parked when Interlocked.CompareExchange(ref _state, Parked, Running) == Running:
                return false;
            default:
                Volatile.Write(ref _state, Queued);
                return true;
        }
    }
}
