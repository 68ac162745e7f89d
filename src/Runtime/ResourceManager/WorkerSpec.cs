using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>A kind of worker. Two are the same kind when they are equal, so what a worker reports must equal what was asked for.</summary>
/// <param name="Total">Everything that its slots can have together.</param>
/// <param name="DefaultSlot">What a job gets that does not say how large a slot it needs.</param>
/// <param name="SlotCount">How many of these it has.</param>
public sealed record WorkerSpec(ResourceProfile Total, ResourceProfile DefaultSlot, int SlotCount)
{
    /// <summary>What a need without amounts means on such a worker.</summary>
    public ResourceProfile Resolve(ResourceProfile need) => need.Kind is ResourceProfileKind.Unknown ? DefaultSlot : need;
}
