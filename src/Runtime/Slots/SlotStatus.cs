using Flink.Core.Graph;

namespace Flink.Runtime.Slots;

/// <summary>A slot as its worker sees it.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Profile">What it has.</param>
/// <param name="Job">The job that holds it; null for a free one.</param>
/// <param name="Allocation">The assignment; null for a free one.</param>
public sealed record SlotStatus(SlotId Slot, ResourceProfile Profile, JobId? Job = null, AllocationId? Allocation = null);
