using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>A slot as the ResourceManager sees it.</summary>
internal sealed class WorkerSlot(AllocationId allocation, JobId job, ResourceProfile profile)
{
    public AllocationId Allocation => allocation;

    public JobId Job => job;

    public ResourceProfile Profile => profile;

    /// <summary>Whether the worker has confirmed it; else it was asked for.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Tasks in it, as the worker last said.</summary>
    public int Tasks { get; set; }
}
