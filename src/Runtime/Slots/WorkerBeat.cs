using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager's heartbeat to a worker, which answers with its slots; fails when the worker is registered otherwise.</summary>
/// <param name="Instance">The worker's registration.</param>
public sealed record WorkerBeat(InstanceId Instance) : Request<SlotReport>;
