namespace Flink.Kubernetes.HighAvailability;

/// <summary>The labels of what outlives a cluster's JobManagers, as Apache Flink sets them.</summary>
internal static class ClusterLabels
{
    private const string Cluster = "app";
    private const string Type = "type";
    private const string TypeOfAll = "flink-native-kubernetes";
    private const string MapType = "configmap-type";
    private const string HighAvailability = "high-availability";

    public static Dictionary<string, string> Of(string clusterId) => new(StringComparer.Ordinal)
    {
        [Cluster] = clusterId,
        [Type] = TypeOfAll,
        [MapType] = HighAvailability,
    };

    public static string Selector(string clusterId) => string.Join(',', Of(clusterId).Select(static label => $"{label.Key}={label.Value}"));
}
