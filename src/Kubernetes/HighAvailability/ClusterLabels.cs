using Flink.Kubernetes.Pods;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>The labels of what outlives a cluster's JobManagers, as Apache Flink sets them.</summary>
internal static class ClusterLabels
{
    /// <summary>A selector of everything else.</summary>
    public const string SelectorOfOthers = $"{MapType}!={HighAvailability}";

    private const string MapType = "configmap-type";
    private const string HighAvailability = "high-availability";

    public static Dictionary<string, string> Of(string clusterId) => new(ObjectLabels.OfCluster(clusterId)) { [MapType] = HighAvailability };

    public static string Selector(string clusterId) => ObjectLabels.Selector(Of(clusterId));
}
