using System.Globalization;
using Flink.Runtime.Slots;

namespace Flink.Kubernetes.Workers;

/// <summary>Names of workers' pods, which are their ids: <c>CLUSTER-taskmanager-ATTEMPT-INDEX</c>.</summary>
internal static class WorkerName
{
    /// <summary>The id of a worker.</summary>
    public static TaskManagerId Of(string cluster, long attempt, long index) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{cluster}-taskmanager-{attempt}-{index}"));

    /// <summary>The number of the driver that made a worker; 0 when the name is none of ours.</summary>
    public static long AttemptOf(string name)
    {
        var parts = name.Split('-');
        return parts.Length > 2 && long.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;
    }
}
