using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;

namespace Flink.Kubernetes.Workers;

/// <summary>A worker that the driver answers for. Guarded by the driver's lock.</summary>
internal sealed class WorkerPod(TaskManagerId id)
{
    public TaskManagerId Id { get; } = id;

    /// <summary>Its request, until that is answered.</summary>
    public WorkerRequest? Request { get; init; }

    /// <summary>Completes when the worker has its place, and fails when it will never come; null for one of an earlier term.</summary>
    public TaskCompletionSource<StartedWorker>? Answer { get; init; }

    /// <summary>Whether the API was asked to make its pod.</summary>
    public bool MayExist { get; set; }

    /// <summary>Whether its request waits until its container runs, and not only until it has its place.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>The node that it is on; null while it has none.</summary>
    public string? Node { get; set; }

    public bool HasStarted { get; set; }

    /// <summary>Whether somebody looks after a while what became of it.</summary>
    public bool IsObserved { get; set; }

    /// <summary>Whether it was told that it will go.</summary>
    public bool IsLeaving { get; set; }
}
