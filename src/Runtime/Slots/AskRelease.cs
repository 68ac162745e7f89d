using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>Asks an idle worker whether it can be ended: whether no slot of it is held and nobody needs anything that it stores (Flink's canBeReleased).</summary>
/// <param name="Instance">The worker's registration; fails when it is registered otherwise.</param>
public sealed record AskRelease(InstanceId Instance) : Request<bool>;
