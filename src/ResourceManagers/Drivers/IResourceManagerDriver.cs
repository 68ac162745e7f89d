using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Drivers;

/// <summary>Creates, ends, finds and watches workers in one system: a machine, a container engine, a cluster. No policy: how many there should be, and what to do about failures, is the worker manager's.</summary>
/// <remarks>
/// One driver serves one term of one ResourceManager. Methods are called in its endpoint and must not block; what they return may complete on any thread, and
/// events may come from any thread: the worker manager brings both into the endpoint. After <see cref="IAsyncDisposable.DisposeAsync"/>, which may come before or while
/// <see cref="InitializeAsync"/> runs, events are dropped; disposal leaves the workers alive, for the next term. What is transient (a call that timed out, an
/// API that is away) is retried within; what is thrown is final for that call.
/// </remarks>
public interface IResourceManagerDriver : IAsyncDisposable
{
    /// <summary>Connects, begins to watch, and then finds the workers of earlier terms, so that nothing is missed in between. Called once, first.</summary>
    /// <param name="events">Whom to tell of what happens from now on.</param>
    /// <param name="cancellation">The term ended meanwhile.</param>
    /// <returns>The workers of this cluster that are alive and usable, possibly none. Leftovers that are not have been removed. What an earlier term's request, still under way
    /// when its process died, brings only after that is known to nobody: the driver removes it when it sees it.</returns>
    /// <exception cref="Core.FlinkException">The system cannot be used: the ResourceManager cannot start. Says what is wrong and how to mend it.</exception>
    Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation);

    /// <summary>Requests one worker.</summary>
    /// <param name="request">What worker.</param>
    /// <param name="cancellation">Nobody wants it any more: what was begun is undone, and the task ends as cancelled. Ignored once the worker is there.</param>
    /// <returns>The name under which the worker will register, as soon as the system has a place for it; it boots from then on.</returns>
    /// <exception cref="WorkerRequestException">There will be no such worker.</exception>
    Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation);

    /// <summary>Ends a worker for good. One that is unknown or gone is no error; <see cref="IDriverEvents.WorkerLost"/> need not follow.</summary>
    /// <returns>Completes when the system has taken the order; the worker may take its time.</returns>
    Task ReleaseWorkerAsync(TaskManagerId worker);

    /// <summary>Somebody has lost the connection to a worker and waits a moment to hear what became of it. A driver whose system tells of ends by itself has nothing to do;
    /// one that asks in intervals asks now, and tells a loss as ever. May be repeated; the worker may be alive, unknown or gone.</summary>
    void Suspect(TaskManagerId worker)
    {
    }

    /// <summary>The application has come to its end: the system is told how, and all workers are removed, those that never registered included.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="diagnostics">Why, for people; null when there is nothing to say.</param>
    Task DeregisterAsync(ApplicationStatus status, string? diagnostics);
}
