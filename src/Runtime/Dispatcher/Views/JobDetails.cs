using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A job with its tasks, as its JobMaster saw it at one moment; kept as it was at the end of the job.</summary>
public sealed record JobDetails
{
    /// <summary>The job.</summary>
    public required JobId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its input is unbounded, as the user said.</summary>
    public JobKind Kind { get; init; } = JobKind.Streaming;

    /// <summary>Its state.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>When it last entered each state; states that it never had are missing. INITIALIZING is always there and is when the job began.</summary>
    public required IReadOnlyDictionary<JobStatus, DateTimeOffset> Entered { get; init; }

    /// <summary>The maximum parallelism that the user set for the whole job; null for none.</summary>
    public int? MaxParallelism { get; init; }

    /// <summary>Its vertices in topological order; none for a job that was refused before it had tasks.</summary>
    public required IReadOnlyList<VertexDetails> Vertices { get; init; }

    /// <summary>The graph as people see it.</summary>
    public required JobPlan Plan { get; init; }

    /// <summary>Failures of the job, the newest first; as many as <c>web.exception-history-size</c> keeps.</summary>
    public IReadOnlyList<FailureEntry> Failures { get; init; } = [];

    /// <summary>The restart strategy in words, as Flink prints it: <c>Restart with fixed delay (4 s). #2 restart attempts.</c></summary>
    public string RestartStrategy { get; init; } = "Cluster level default restart strategy";

    /// <summary>The default parallelism of the job.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Whether operators of a chain hand objects on without copying them.</summary>
    public bool ObjectReuse { get; init; }

    /// <summary>The program's global parameters.</summary>
    public IReadOnlyDictionary<string, string> UserConfiguration { get; init; } = new Dictionary<string, string>();
}
