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

    /// <summary>Merged values of the accumulators by name; those of the last attempt, since a restart begins them anew.</summary>
    public required IReadOnlyDictionary<string, object?> Accumulators { get; init; }

    /// <summary>Records that the sources read since the last restart.</summary>
    public required long RecordsRead { get; init; }

    /// <summary>The first failure; null unless <see cref="Status"/> is <see cref="JobStatus.Failed"/>.</summary>
    public Exception? Failure { get; init; }

    /// <summary>How often the job was started again after a failure.</summary>
    public int Restarts { get; init; }

    /// <summary>The failure that led to the last restart; null when there was none.</summary>
    public Exception? LastRestartCause { get; init; }

    /// <summary>What people should know although the job ended as asked, such as the name of a thread that would not end.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
