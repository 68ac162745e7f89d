using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A job in a list of jobs.</summary>
public sealed record JobSummary
{
    /// <summary>The job.</summary>
    public required JobId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its input is unbounded, as the user said.</summary>
    public JobKind Kind { get; init; } = JobKind.Streaming;

    /// <summary>Its state.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>When it became INITIALIZING.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it reached a final state; null before.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>When the job or one of its executions last changed its state.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Whether a scheduler has seen it: false for a job that was refused before it had tasks.</summary>
    public bool IsScheduled { get; init; } = true;

    /// <summary>Current executions by state; states without any may be missing.</summary>
    public required IReadOnlyDictionary<ExecutionState, int> Tasks { get; init; }
}
