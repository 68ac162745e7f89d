namespace Flink.Kubernetes.Pods;

/// <summary>Labels by which the objects of clusters are found again; Apache Flink's.</summary>
public static class ObjectLabels
{
    /// <summary>The cluster's id.</summary>
    public const string Cluster = "app";

    /// <summary>What made the object.</summary>
    public const string Type = "type";

    /// <summary>The value of <see cref="Type"/>.</summary>
    public const string NativeType = "flink-native-kubernetes";

    /// <summary><see cref="JobManager"/> or <see cref="TaskManager"/>.</summary>
    public const string Component = "component";

    /// <summary>Of JobManagers.</summary>
    public const string JobManager = "jobmanager";

    /// <summary>Of workers.</summary>
    public const string TaskManager = "taskmanager";

    /// <summary>The labels of every object of a cluster.</summary>
    public static Dictionary<string, string> OfCluster(string cluster) => new() { [Cluster] = cluster, [Type] = NativeType };

    /// <summary>The labels of the objects of one component.</summary>
    public static Dictionary<string, string> OfComponent(string cluster, string component) => new(OfCluster(cluster)) { [Component] = component };

    /// <summary>A selector of what has all of these labels.</summary>
    public static string Selector(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(',', labels.Select(static label => $"{label.Key}={label.Value}"));
}
