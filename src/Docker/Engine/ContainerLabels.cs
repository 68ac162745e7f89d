namespace Flink.Docker.Engine;

/// <summary>Labels by which containers of clusters are found again.</summary>
internal static class ContainerLabels
{
    /// <summary>The cluster's id, as configured.</summary>
    public const string Cluster = "org.flink-dotnet.cluster-id";

    /// <summary><see cref="Worker"/> or <see cref="JobManager"/>.</summary>
    public const string Component = "org.flink-dotnet.component";

    /// <summary>The worker's id.</summary>
    public const string WorkerId = "org.flink-dotnet.worker-id";

    /// <summary>The number of the driver that made it, greater than those before.</summary>
    public const string Attempt = "org.flink-dotnet.attempt";

    public const string Worker = "taskmanager";

    public const string JobManager = "jobmanager";

    /// <summary>A filter, as the engine wants it.</summary>
    public static Dictionary<string, IDictionary<string, bool>> Filter(params (string Label, string Value)[] labels) =>
        new() { ["label"] = labels.ToDictionary(label => $"{label.Label}={label.Value}", _ => true) };

    /// <summary>A cluster's id in letters that names of containers may have.</summary>
    public static string NameOf(string clusterId)
    {
        var letters = string.Concat(clusterId.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' ? letter : '-')).TrimStart('-', '.', '_');
        return letters.Length == 0 ? "flink" : letters;
    }
}
