using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>What subtasks of one slot-sharing group run in together. Needs a slot while any of them does.</summary>
/// <param name="profile">The size that it needs.</param>
internal sealed class SharedSlot(ResourceProfile profile)
{
    /// <summary>The size that it needs.</summary>
    public ResourceProfile Profile => profile;

    /// <summary>Whoever may run in it.</summary>
    public List<Subtask> Subtasks { get; } = [];

    /// <summary>The slot that it has; null when it has none.</summary>
    public PhysicalSlot? Slot { get; set; }

    /// <summary>The slot that it had last, where it would best run again.</summary>
    public PhysicalSlot? Last { get; set; }

    /// <summary>Subtasks that are scheduled and have not ended.</summary>
    public int Users { get; set; }

    /// <summary>Regions that wait until it has a slot.</summary>
    public List<WaitingRegion> Waiting { get; } = [];

    /// <summary>Whether it is in line for a slot.</summary>
    public bool IsQueued { get; set; }
}
