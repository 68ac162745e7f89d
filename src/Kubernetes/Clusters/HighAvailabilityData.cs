namespace Flink.Kubernetes.Clusters;

/// <summary>What becomes of what a cluster has stored when it is stopped by command.</summary>
internal enum HighAvailabilityData
{
    /// <summary>There is none, or the cluster itself sees to it: it is asked to end.</summary>
    None,

    /// <summary>A cluster of the same name goes on from there.</summary>
    Kept,

    /// <summary>A cluster of the same name begins anew.</summary>
    Removed,
}
