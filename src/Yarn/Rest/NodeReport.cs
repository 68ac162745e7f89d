namespace Flink.Yarn.Rest;

/// <summary>A machine of the cluster.</summary>
/// <param name="Id">"host:port".</param>
/// <param name="Host">Its name.</param>
/// <param name="State">RUNNING, UNHEALTHY, LOST and so on.</param>
/// <param name="HttpAddress">"host:port" of its web server.</param>
/// <param name="UsedMb">Memory in use.</param>
/// <param name="AvailableMb">Memory that is free.</param>
/// <param name="HealthReport">Why it is not healthy; empty otherwise.</param>
internal sealed record NodeReport(string Id, string Host, string State, string HttpAddress, long UsedMb, long AvailableMb, string HealthReport);
