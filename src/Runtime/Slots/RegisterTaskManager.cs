using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>A worker offers itself to the ResourceManager; an earlier registration under the same id ends.</summary>
/// <param name="Worker">What it is.</param>
/// <param name="Incarnation">Random bits of the process: two processes with one id are told apart by them.</param>
public sealed record RegisterTaskManager(TaskManagerDescription Worker, InstanceId Incarnation) : Request<TaskManagerRegistration>;
