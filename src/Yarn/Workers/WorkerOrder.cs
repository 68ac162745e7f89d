using Flink.ResourceManagers.Drivers;

namespace Flink.Yarn.Workers;

/// <summary>A request that has no container yet. Guarded by the lock of the desk.</summary>
/// <param name="request">What is requested.</param>
/// <param name="memoryMb">Its size.</param>
/// <param name="virtualCores">Its size.</param>
internal sealed class WorkerOrder(WorkerRequest request, long memoryMb, int virtualCores)
{
    public WorkerRequest Request { get; } = request;

    public long MemoryMb { get; } = memoryMb;

    public int VirtualCores { get; } = virtualCores;

    public TaskCompletionSource<StartedWorker> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where it is placed; null as long as that is not decided.</summary>
    public WorkerComponent? Component { get; set; }

    /// <summary>Why it waits, as it was told last.</summary>
    public string? Told { get; set; }
}
