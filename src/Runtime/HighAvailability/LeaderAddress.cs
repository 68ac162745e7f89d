using Flink.Runtime.Rpc;

namespace Flink.Runtime.HighAvailability;

/// <summary>Where a leading endpoint is, and the token of its term.</summary>
public sealed record LeaderAddress(EndpointAddress Address, FencingToken Token);
