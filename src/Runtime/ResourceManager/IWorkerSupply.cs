using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>Where workers come from: people and scripts (<see cref="NoWorkerSupply"/>), or something that starts them on demand.</summary>
/// <remarks>Called in the ResourceManager's endpoint only; a call must not block.</remarks>
public interface IWorkerSupply
{
    /// <summary>The kind of worker that can be started; null when none can.</summary>
    WorkerSpec? Startable { get; }

    /// <summary>Completes when workers of an earlier ResourceManager have been found: no slot is handed out before.</summary>
    Task Ready { get; }

    /// <summary>Why declared workers do not come; null when nothing is wrong. Changes are told by <see cref="IWorkerSupplyHost.CheckDemand"/>.</summary>
    SupplyTrouble? Trouble => null;

    /// <summary>Workers that were requested or started and have not registered; from any thread, where it is a little late.</summary>
    int PendingWorkers => 0;

    /// <summary>Starts of workers that failed in each second of the last minute; from any thread.</summary>
    double StartFailuresPerSecond => 0;

    /// <summary>A ResourceManager begins to serve.</summary>
    /// <param name="host">To run something in its endpoint, and to tell it of workers that are gone.</param>
    void Start(IWorkerSupplyHost host);

    /// <summary>Whether a worker that wants to register is one of its own.</summary>
    WorkerAcceptance Accepts(TaskManagerId worker);

    /// <summary>A worker has registered and reported its slots, which are handed out from now on.</summary>
    void Registered(TaskManagerId worker, WorkerSpec spec);

    /// <summary>The registration of a worker has ended, and the worker is about to register anew.</summary>
    void Unregistered(TaskManagerId worker);

    /// <summary>A worker counts as lost: what is left of it should be cleared away.</summary>
    void Lost(TaskManagerId worker);

    /// <summary>The machine that a worker runs on, as whoever started it names it; null when that is not known.</summary>
    string? NodeOf(TaskManagerId worker) => null;

    /// <summary>What became of a worker that cannot be reached. Waits a moment where it will be known soon; null when nothing is known.</summary>
    Task<string?> ExplainLossAsync(TaskManagerId worker) => Task.FromResult<string?>(null);

    /// <summary>How many workers there should be, of every kind; replaces what was declared before. Called only where there is a <see cref="Startable"/>.</summary>
    void Declare(IReadOnlyList<WorkerDeclaration> declarations);

    /// <summary>The cluster has come to its end: all workers are removed, and who started it is told how it ended. <see cref="StopAsync"/> still follows.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="diagnostics">Why, for people; null when there is nothing to say.</param>
    Task DeregisterAsync(ApplicationStatus status, string? diagnostics);

    /// <summary>The ResourceManager ends; its workers go on for the next one, which begins when this has completed.</summary>
    Task StopAsync();
}
