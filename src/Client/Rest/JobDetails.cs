namespace Flink.Client.Rest;

/// <summary>A job with its vertices.</summary>
public sealed record JobDetails : JobFacts
{
    /// <summary>The cluster's clock, in milliseconds since 1970.</summary>
    public long Now { get; init; }

    /// <summary>Its vertices in topological order.</summary>
    public IReadOnlyList<VertexOverview> Vertices { get; init; } = [];
}
