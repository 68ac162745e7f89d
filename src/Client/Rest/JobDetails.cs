using System.Text.Json.Serialization;
using Flink.Core.Execution;

namespace Flink.Client.Rest;

/// <summary>A job with its vertices.</summary>
public sealed record JobDetails
{
    /// <summary>Its id, 32 hexadecimal digits.</summary>
    [JsonPropertyName("jid")]
    public string Id { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its state.</summary>
    public JobStatus State { get; init; }

    /// <summary>When it began, in milliseconds since 1970.</summary>
    public long StartTime { get; init; }

    /// <summary>When it ended, in milliseconds since 1970; -1 before.</summary>
    public long EndTime { get; init; }

    /// <summary>The cluster's clock, in milliseconds since 1970.</summary>
    public long Now { get; init; }

    /// <summary>Its vertices in topological order.</summary>
    public IReadOnlyList<VertexOverview> Vertices { get; init; } = [];
}
