using Flink.Core.Graph;

namespace Flink.Core.Execution;

/// <summary>A handle on a submitted job. Safe for concurrent use.</summary>
public interface IJobClient
{
    /// <summary>The job's id.</summary>
    JobId JobId { get; }

    /// <summary>The job's state now.</summary>
    Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default);

    /// <summary>Asks for cancellation; returns once the job is CANCELLING or has ended.</summary>
    Task CancelAsync(CancellationToken cancellation = default);

    /// <summary>Waits for the end, whichever it is; a failed job is a result, not an exception.</summary>
    Task<JobResult> GetResultAsync(CancellationToken cancellation = default);
}
