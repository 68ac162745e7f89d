namespace Flink.Runtime.Slots;

/// <summary>The slots of a worker that jobs hold. What they leave is room, from which slots of any size are cut.</summary>
/// <param name="Version">Counts the changes of the worker's slots: what is older than something known already is not believed.</param>
/// <param name="Held">In the order of their indices.</param>
public sealed record SlotReport(long Version, IReadOnlyList<SlotStatus> Held);
