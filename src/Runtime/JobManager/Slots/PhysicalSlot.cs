using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>A slot of a TaskManager that a job has.</summary>
/// <remarks>Belongs to the job master's endpoint.</remarks>
public sealed class PhysicalSlot
{
    internal PhysicalSlot(TaskManagerConnection taskManager, SlotOffer offer)
    {
        TaskManager = taskManager;
        Allocation = offer.Allocation;
        Index = offer.Index;
        Need = offer.Need;
        Node = new LinkedListNode<PhysicalSlot>(this);
    }

    /// <summary>Whose it is.</summary>
    public TaskManagerConnection TaskManager { get; }

    /// <summary>Its assignment to the job.</summary>
    public AllocationId Allocation { get; }

    /// <summary>Its index at the TaskManager.</summary>
    public int Index { get; }

    /// <summary>What it was cut for.</summary>
    internal ResourceProfile Need { get; }

    /// <summary>Its place among the free ones of that size.</summary>
    internal LinkedListNode<PhysicalSlot> Node { get; }

    /// <summary>Since when it is free, in ticks of the clock.</summary>
    internal long FreeSince { get; set; }

    /// <summary>Who uses it; null while it is free.</summary>
    internal SharedSlot? User { get; set; }
}
