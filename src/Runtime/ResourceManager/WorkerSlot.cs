using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>A slot as the ResourceManager sees it.</summary>
internal sealed class WorkerSlot(AllocationId allocation, JobId job, ResourceProfile need)
{
    public AllocationId Allocation => allocation;

    public JobId Job => job;

    /// <summary>What it was asked for; its size is what its worker makes of that.</summary>
    public ResourceProfile Need => need;

    /// <summary>Whether the worker has confirmed it; else it was asked for.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Tasks in it, as the worker last said.</summary>
    public int Tasks { get; set; }
}
