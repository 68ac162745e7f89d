namespace Flink.Kubernetes.Clusters;

/// <summary>Names of a cluster's objects: Apache Flink's, so that what people know of them holds.</summary>
internal static class ObjectNames
{
    /// <summary>The port of the REST service, by name.</summary>
    public const string RestPort = "rest";

    /// <summary>The port at which JobManager and workers speak, by name.</summary>
    public const string RpcPort = "jobmanager-rpc";

    /// <summary>The deployment of the JobManagers, which owns everything else.</summary>
    public static string Deployment(string cluster) => cluster;

    /// <summary>The service by which workers find the one JobManager.</summary>
    public static string InternalService(string cluster) => cluster;

    /// <summary>The service of the REST endpoint.</summary>
    public static string RestService(string cluster) => $"{cluster}-rest";

    /// <summary>The config map of the JobManager's configuration.</summary>
    public static string Configuration(string cluster) => $"flink-config-{cluster}";

    /// <summary>The secret of what of it is secret.</summary>
    public static string Secret(string cluster) => $"flink-secrets-{cluster}";

    /// <summary>The config map of the pod that workers are made from.</summary>
    public static string PodTemplate(string cluster) => $"pod-template-{cluster}";
}
