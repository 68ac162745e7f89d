using Flink.Core.FileSystems;

namespace Flink.Yarn.Clusters;

/// <summary>The files in the folder of a cluster.</summary>
internal static class ClusterFiles
{
    /// <summary>What the JobManager is configured with.</summary>
    public static FilePath Options(StagingFolder staging, string cluster) => staging.OfCluster(cluster).Child("jobmanager.yaml");

    /// <summary>What the workers of a service are configured with.</summary>
    public static FilePath OptionsOfWorkers(StagingFolder staging, string cluster, string service) => staging.OfCluster(cluster).Child($"{service}-taskmanager.yaml");

    /// <summary>The folder that says where the REST endpoint of the JobManager is that leads.</summary>
    public static FilePath Address(StagingFolder staging, string cluster) => staging.OfCluster(cluster).Child("rest-address");

    /// <summary>A file of Hadoop's configuration.</summary>
    public static FilePath Hadoop(StagingFolder staging, string cluster, string name) => staging.OfCluster(cluster).Child(name);
}
