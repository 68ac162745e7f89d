namespace Flink.Yarn.Clusters;

/// <summary>A container of a cluster, for whoever reads its logs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Nodes">The web servers of the machines that it may be on: of one host there may be several.</param>
/// <param name="IsWorker">Whether it is not that of a JobManager.</param>
internal sealed record ClusterContainer(string Id, IReadOnlyList<string> Nodes, bool IsWorker);
