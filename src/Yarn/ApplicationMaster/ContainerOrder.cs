using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>A request that is not answered. Guarded by the lock of the book.</summary>
/// <param name="id">What YARN echoes with the container that it gives for it: no two orders share one, so that sizes never mix.</param>
/// <param name="request">What is requested.</param>
/// <param name="memoryMb">Its size.</param>
/// <param name="virtualCores">Its size.</param>
/// <param name="files">What its worker finds in its folder, when it is there.</param>
internal sealed class ContainerOrder(long id, WorkerRequest request, long memoryMb, int virtualCores, Task<IReadOnlyList<Rest.LocalResource>> files)
{
    private const string Anywhere = "*";
    private const int WorkerPriority = 1;

    public long Id { get; } = id;

    public WorkerRequest Request { get; } = request;

    public long MemoryMb { get; } = memoryMb;

    public int VirtualCores { get; } = virtualCores;

    public Task<IReadOnlyList<Rest.LocalResource>> Files { get; } = files;

    public TaskCompletionSource<StartedWorker> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether YARN has been told of it.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Why it waits, as it was told last.</summary>
    public string? Told { get; set; }

    /// <summary>The order as YARN is told of it.</summary>
    /// <param name="nodeLabel">The label of machines that it may come to; null for those without.</param>
    /// <param name="containers">1 to order it, 0 to take it back.</param>
    public ResourceRequest Ask(string? nodeLabel, int containers)
    {
        var ask = new ResourceRequest
        {
            Priority = new Priority { Value = WorkerPriority },
            ResourceName = Anywhere,
            Capability = new Resource { Memory = MemoryMb, VirtualCores = VirtualCores },
            Containers = containers,
            RelaxLocality = true,
            AllocationRequestId = Id,
        };
        if (nodeLabel is not null)
        {
            ask.NodeLabelExpression = nodeLabel;
        }

        return ask;
    }
}
