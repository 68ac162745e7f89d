using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>What a <see cref="IWorkerSupply"/> may ask of the ResourceManager that it serves.</summary>
public interface IWorkerSupplyHost
{
    /// <summary>The clock for everything that the supply waits for.</summary>
    TimeProvider Clock { get; }

    /// <summary>Machines on which nothing new is placed; in the endpoint. A copy, which does not change.</summary>
    IReadOnlySet<string> BlockedNodes { get; }

    /// <summary>Runs an action in the endpoint; from any thread.</summary>
    /// <returns>False when the endpoint has ended.</returns>
    bool Post(Action action);

    /// <summary>Runs an action in the endpoint later.</summary>
    /// <returns>Disposing it inside the endpoint makes sure that the action does not run any more.</returns>
    IDisposable After(TimeSpan delay, Action action);

    /// <summary>A worker is gone or will never come; in the endpoint.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="reason">What is known of it, such as its exit code; part of the failure of the jobs that it worked for.</param>
    void WorkerGone(TaskManagerId worker, string reason);

    /// <summary>A worker is ended because nobody needs it; in the endpoint.</summary>
    void WorkerReleased(TaskManagerId worker);

    /// <summary>A worker will be taken away, and goes on until then; in the endpoint. Nothing happens when it is not registered.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="deadline">When it will be gone, at the latest, by <see cref="Clock"/>.</param>
    /// <param name="reason">Why, in words.</param>
    void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason);

    /// <summary>Nothing new is placed on a machine until the given time; in the endpoint.</summary>
    void Block(BlockedNode node);

    /// <summary>Something of the supply changed (a worker was blocked, a limit was lifted): demand is matched again; in the endpoint.</summary>
    void CheckDemand();
}
