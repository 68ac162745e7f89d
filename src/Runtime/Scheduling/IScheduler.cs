namespace Flink.Runtime.Scheduling;

/// <summary>Runs tasklets: on threads of its own, or a step at a time from outside.</summary>
public interface IScheduler
{
    /// <summary>The clock that quanta and timers are measured with.</summary>
    TimeProvider Clock { get; }

    /// <summary>Makes a tasklet run.</summary>
    /// <param name="tasklet">Not started before.</param>
    /// <param name="affinity">Tasklets of equal affinity begin on the same worker.</param>
    /// <param name="needsThread">True for one that blocks: it gets a thread of its own.</param>
    void Start(Tasklet tasklet, int affinity, bool needsThread = false);

    /// <summary>Interrupts what a tasklet waits for inside user code, so that it can see that it was cancelled.</summary>
    /// <returns>The name of the thread that the tasklet holds at this moment; null when it holds none.</returns>
    string? Interrupt(Tasklet tasklet);
}
