using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>Asks a worker's process whether it is there, and which one it is.</summary>
public sealed record IdentifyWorker : Request<InstanceId>;
