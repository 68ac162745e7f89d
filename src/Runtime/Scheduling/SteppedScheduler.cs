namespace Flink.Runtime.Scheduling;

/// <summary>Runs tasklets only when it is told to, on the caller's thread, in a fixed order: for simulation and tests.</summary>
/// <param name="clock">The clock; usually one that is driven by hand.</param>
/// <param name="becameReady">Runs, on the thread that causes it, whenever a tasklet becomes ready.</param>
public sealed class SteppedScheduler(TimeProvider clock, Action? becameReady = null) : IScheduler
{
    private readonly Worker _worker = new(canBlock: false, enqueued: becameReady);

    /// <inheritdoc/>
    public TimeProvider Clock => clock;

    /// <summary>Whether a tasklet waits for its turn.</summary>
    public bool HasReady => _worker.Length > 0;

    /// <inheritdoc/>
    public void Start(Tasklet tasklet, int affinity, bool needsThread = false)
    {
        tasklet.Worker = _worker;
        _worker.Enqueue(tasklet);
    }

    /// <inheritdoc/>
    public string? Interrupt(Tasklet tasklet) => null;

    /// <summary>Runs one quantum of the tasklet that waits longest.</summary>
    /// <returns>False when none is ready.</returns>
    public bool Step()
    {
        if (_worker.TryDequeue() is not { } tasklet)
        {
            return false;
        }

        // A deadline in the past: every quantum is one batch, so that a step is as small as it can be.
        if (tasklet.RunQuantum(long.MinValue))
        {
            _worker.Enqueue(tasklet);
        }

        return true;
    }

    /// <summary>Steps until nothing is ready.</summary>
    /// <param name="maxSteps">Gives up after so many, for things that never end.</param>
    /// <returns>The number of steps.</returns>
    public int RunUntilIdle(int maxSteps = int.MaxValue)
    {
        var steps = 0;
        while (steps < maxSteps && Step())
        {
            steps++;
        }

        return steps;
    }
}
