namespace Flink.Runtime.Slots;

/// <summary>A slot that a worker offers to the job it was assigned to.</summary>
/// <param name="Allocation">The assignment.</param>
/// <param name="Index">The slot's index on the worker.</param>
/// <param name="Need">What it was cut for.</param>
public sealed record SlotOffer(AllocationId Allocation, int Index, ResourceProfile Need);
