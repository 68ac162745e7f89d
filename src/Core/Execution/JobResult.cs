using Flink.Core.Graph;

namespace Flink.Core.Execution;

/// <summary>How a job ended.</summary>
public sealed class JobResult
{
    /// <summary>The job.</summary>
    public required JobId JobId { get; init; }

    /// <summary>Its name.</summary>
    public required string JobName { get; init; }

    /// <summary>A final state.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Time from RUNNING to the end.</summary>
    public required TimeSpan NetRuntime { get; init; }

    /// <summary>Merged values of the accumulators by name.</summary>
    public required IReadOnlyDictionary<string, object?> Accumulators { get; init; }

    /// <summary>Records that the sources read.</summary>
    public required long RecordsRead { get; init; }

    /// <summary>The first failure; null unless <see cref="Status"/> is <see cref="JobStatus.Failed"/>.</summary>
    public Exception? Failure { get; init; }

    /// <summary>What people should know although the job ended as asked, such as the name of a thread that would not end.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
