using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>A container that YARN has given for an order, and that is to be started.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Container">What YARN says of it.</param>
/// <param name="Order">What it is for.</param>
internal sealed record ContainerStart(string Id, Container Container, ContainerOrder Order);
