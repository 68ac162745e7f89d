using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The slots of a worker that has just registered. Only now are they handed out.</summary>
/// <param name="Instance">Its registration.</param>
/// <param name="Report">Its slots, with those that jobs hold from an earlier registration.</param>
public sealed record SendSlotReport(InstanceId Instance, SlotReport Report) : Request<Acknowledge>;
