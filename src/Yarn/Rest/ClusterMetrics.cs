namespace Flink.Yarn.Rest;

/// <summary>What the cluster has.</summary>
internal sealed record ClusterMetrics(long AppsPending, long AppsRunning, long AvailableMb, long AvailableVirtualCores, long TotalMb, long TotalVirtualCores, long ActiveNodes, long LostNodes);
