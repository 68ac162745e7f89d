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

    /// <summary>Whether results that tasks send to the program are fetched with <see cref="FetchResultsAsync"/>; else they are handed over in this process.</summary>
    bool FetchesResults { get; }

    /// <summary>Results that tasks have sent, after those that the program has. Waits a little where there are none yet.</summary>
    /// <param name="stream">The program's number of these results.</param>
    /// <param name="from">How many pieces the program has; these are forgotten.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FlinkException">Some are lost, or results are not fetched from this job.</exception>
    Task<ResultPage> FetchResultsAsync(long stream, long from, CancellationToken cancellation = default) =>
        throw new FlinkException("The results of this job are not fetched: it runs in this process.");

    /// <summary>Waits for the end, whichever it is; a failed job is a result, not an exception.</summary>
    Task<JobResult> GetResultAsync(CancellationToken cancellation = default);
}
