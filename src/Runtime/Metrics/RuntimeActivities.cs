using System.Diagnostics;

namespace Flink.Runtime.Metrics;

/// <summary>The spans of the engine; started only when somebody listens.</summary>
public static class RuntimeActivities
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Flink.Runtime";

    /// <summary>A job, from the moment it runs to its end; tags <c>job_id</c>, <c>job_name</c>, <c>job_status</c>.</summary>
    public const string Job = "job";

    /// <summary>A checkpoint, from its trigger to its end; tags <c>job_id</c>, <c>checkpoint_id</c>, <c>status</c>, <c>size</c>.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>Where the spans come from.</summary>
    public static readonly ActivitySource Source = new(SourceName);
}
