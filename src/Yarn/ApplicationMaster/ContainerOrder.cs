using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Rest;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>A request that is not answered. Guarded by the lock of the book.</summary>
/// <param name="id">What YARN echoes with the container that it gives for it: no two orders share one, so that sizes never mix.</param>
/// <param name="request">What is requested.</param>
/// <param name="memoryMb">Its size.</param>
/// <param name="virtualCores">Its size.</param>
/// <param name="files">What its worker finds in its folder, when it is there.</param>
internal sealed class ContainerOrder(long id, WorkerRequest request, long memoryMb, int virtualCores, Task<IReadOnlyList<LocalResource>> files)
{
    public long Id { get; } = id;

    public WorkerRequest Request { get; } = request;

    public long MemoryMb { get; } = memoryMb;

    public int VirtualCores { get; } = virtualCores;

    public Task<IReadOnlyList<LocalResource>> Files { get; } = files;

    public TaskCompletionSource<StartedWorker> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether YARN has been told of it.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Why it waits, as it was told last.</summary>
    public string? Told { get; set; }
}
