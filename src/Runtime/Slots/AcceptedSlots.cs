namespace Flink.Runtime.Slots;

/// <summary>The slots that a job's master took; the others are free again.</summary>
/// <param name="Allocations">Their assignments.</param>
public sealed record AcceptedSlots(IReadOnlyList<AllocationId> Allocations);
