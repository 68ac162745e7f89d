namespace Flink.Yarn.Rest;

/// <summary>A container of an attempt that is alive.</summary>
/// <param name="Id">"container_...".</param>
/// <param name="NodeId">Where it is, "host:port".</param>
/// <param name="NodeHttpAddress">The web server of that node; may begin with its scheme.</param>
/// <param name="MemoryMb">Its memory.</param>
/// <param name="VirtualCores">Its processors.</param>
internal sealed record ContainerReport(string Id, string NodeId, string NodeHttpAddress, long MemoryMb, long VirtualCores);
