using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>What the REST endpoint asks of the Dispatcher in its process. Safe for concurrent use; every answer is a snapshot that nobody changes later.</summary>
/// <remarks>
/// A job stays known after its end for as long as its result is kept (<c>jobstore.*</c>). While this process does not lead, every call
/// throws a retryable <see cref="Core.FlinkException"/>.
/// </remarks>
public interface IDispatcherGateway
{
    /// <summary>All jobs that are known, the newest first.</summary>
    Task<IReadOnlyList<JobSummary>> ListJobsAsync(CancellationToken cancellation);

    /// <summary>One job with its tasks; null when it is unknown.</summary>
    Task<JobDetails?> FindJobAsync(JobId job, CancellationToken cancellation);

    /// <summary>The state of a job; null when it is unknown.</summary>
    Task<JobStatus?> FindStatusAsync(JobId job, CancellationToken cancellation);

    /// <summary>How a job ended, or that it has not; null when it is unknown. Does not wait.</summary>
    Task<JobOutcome?> FindOutcomeAsync(JobId job, CancellationToken cancellation);

    /// <summary>Results that tasks of a job have sent to the program that executed it; waits a little where there are none yet.</summary>
    /// <param name="job">The job.</param>
    /// <param name="stream">The program's number of the results.</param>
    /// <param name="from">How many pieces the program has; these are forgotten.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null when the job is unknown.</returns>
    Task<ResultPage?> FetchResultsAsync(JobId job, long stream, long from, CancellationToken cancellation);

    /// <summary>Takes a job in and starts it.</summary>
    /// <returns>Completes when the job has been accepted (stored, where there is a job-graph store), not when it runs.</returns>
    /// <exception cref="JobRejectedException">The id is taken, the graph cannot be read, or the configuration is refused.</exception>
    Task SubmitAsync(JobSubmission submission, CancellationToken cancellation);

    /// <summary>Asks for the cancellation of a job.</summary>
    /// <returns>Completes once the job is CANCELLING or has ended.</returns>
    Task<CancelOutcome> CancelAsync(JobId job, CancellationToken cancellation);

    /// <summary>A job's client has given a sign of life; the job is cancelled when none follows in time. Nothing happens when the job is unknown or has ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="expires">Until when the next one comes; the end of time when the job does not need its client any more.</param>
    /// <param name="cancellation">Gives up.</param>
    Task ReportClientAsync(JobId job, DateTimeOffset expires, CancellationToken cancellation);

    /// <summary>Ends the cluster: jobs are cancelled or left to the next leader as the deployment has it, then the process ends. Completes when that has begun.</summary>
    Task ShutDownAsync(CancellationToken cancellation);
}
