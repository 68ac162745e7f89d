namespace Flink.Runtime.Slots;

/// <summary>Every slot of a worker that exists now.</summary>
/// <param name="Slots">In the order of their indices: the default ones, and those that were cut for a job's own size.</param>
public sealed record SlotReport(IReadOnlyList<SlotStatus> Slots);
