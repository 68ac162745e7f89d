using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager has ended a worker's registration, for instance because heartbeats did not come; a worker that lives registers anew.</summary>
/// <param name="Instance">The registration.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record TaskManagerDismissed(InstanceId Instance, string Reason) : Message;
