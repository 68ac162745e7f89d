using Flink.Runtime.Rpc;

namespace Flink.Runtime.Slots;

/// <summary>Who a worker is and where it is reached.</summary>
/// <param name="Id">Its name in the cluster.</param>
/// <param name="Host">The host's name or address as people read it.</param>
/// <param name="Rpc">Its endpoint for control messages.</param>
/// <param name="DataHost">Where others open connections for records.</param>
/// <param name="DataPort">The port of that; 0 where no other process sends to it.</param>
public sealed record TaskManagerLocation(TaskManagerId Id, string Host, EndpointAddress Rpc, string DataHost, int DataPort);
