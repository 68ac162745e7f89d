using System.Text.Json.Serialization;

namespace Flink.Client.Rest;

/// <summary>A cluster in numbers.</summary>
public sealed record ClusterOverview
{
    /// <summary>Registered TaskManagers.</summary>
    [JsonPropertyName("taskmanagers")]
    public int TaskManagers { get; init; }

    /// <summary>Their slots.</summary>
    public int SlotsTotal { get; init; }

    /// <summary>Slots that are free.</summary>
    public int SlotsAvailable { get; init; }

    /// <summary>Jobs that have not ended.</summary>
    public int JobsRunning { get; init; }

    /// <summary>Jobs that finished.</summary>
    public int JobsFinished { get; init; }

    /// <summary>Jobs that were cancelled.</summary>
    public int JobsCancelled { get; init; }

    /// <summary>Jobs that failed.</summary>
    public int JobsFailed { get; init; }

    /// <summary>The cluster's version.</summary>
    public string FlinkVersion { get; init; } = "";
}
