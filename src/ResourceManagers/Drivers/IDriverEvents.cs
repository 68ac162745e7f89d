using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Drivers;

/// <summary>What a driver tells; may be called from any thread, and returns at once.</summary>
public interface IDriverEvents
{
    /// <summary>A worker has ended without having been released. Told once; also of a worker that ended while the system could not be watched.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="diagnostics">What is known: exit code, signal, out of memory, evicted. It becomes part of the failure of the jobs that it worked for.</param>
    void WorkerLost(TaskManagerId worker, string diagnostics);

    /// <summary>A worker will be taken away: pre-emption, eviction, a machine that is drained. Its work moves before, where there is time (docs/decisions/0019). Told to each term; the driver of the next one finds out by itself.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="deadline">When it will be gone, at the latest.</param>
    /// <param name="reason">Why, for people.</param>
    void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason);

    /// <summary>A request waits, and why: no room, a quota. It is told again when the reason changes. The request goes on.</summary>
    /// <param name="request">The request, as it was handed in.</param>
    /// <param name="reason">Why, with what would help.</param>
    void RequestWaits(WorkerRequest request, string reason);

    /// <summary>The driver can do nothing any more: the process ends, and what starts it anew begins from what is alive.</summary>
    void Failed(Exception cause);
}
