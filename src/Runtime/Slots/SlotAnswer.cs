namespace Flink.Runtime.Slots;

/// <summary>A worker's answer to <see cref="RequestSlot"/>.</summary>
/// <param name="Slots">The worker's slots now; with the one asked for unless it was refused.</param>
/// <param name="RefusedBecause">Why the slot was not assigned, in words; null when it was.</param>
public sealed record SlotAnswer(SlotReport Slots, string? RefusedBecause = null);
