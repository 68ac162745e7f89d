using Flink.Core.Graph;

namespace Flink.Runtime.Slots;

/// <summary>A slot that a job holds, as its worker sees it.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Need">What it was cut for; see <see cref="RequestSlot"/>.</param>
/// <param name="Job">The job that holds it.</param>
/// <param name="Allocation">The assignment.</param>
/// <param name="Tasks">Tasks in it.</param>
public sealed record SlotStatus(SlotId Slot, ResourceProfile Need, JobId Job, AllocationId Allocation, int Tasks);
