using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A worker tells the ResourceManager that a slot is free again.</summary>
/// <param name="Instance">Its registration.</param>
/// <param name="Allocation">The assignment that has ended.</param>
/// <param name="Version">That of the worker's slots without this one; see <see cref="SlotReport.Version"/>.</param>
public sealed record NotifySlotFree(InstanceId Instance, AllocationId Allocation, long Version) : Message;
