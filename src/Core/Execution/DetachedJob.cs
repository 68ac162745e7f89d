using Flink.Core.Graph;

namespace Flink.Core.Execution;

/// <summary>A handle on a job whose end nobody in this process waits for: whoever awaits its result gets at once one that says that it has not ended.</summary>
/// <param name="job">The job.</param>
/// <param name="name">Its name.</param>
/// <param name="client">The job's own handle, for its state and its cancellation; null while it has not been submitted.</param>
public sealed class DetachedJob(JobId job, string name, IJobClient? client = null) : IJobClient
{
    /// <inheritdoc/>
    public JobId JobId => job;

    /// <inheritdoc/>
    public bool FetchesResults => true;

    /// <inheritdoc/>
    /// <exception cref="FlinkException">Always: nobody waits for a detached job.</exception>
    public Task<ResultPage> FetchResultsAsync(long stream, long from, CancellationToken cancellation = default) =>
        throw new FlinkException($"The results of job '{name}' cannot be collected: it was submitted detached. Run the program without -d, or write to a sink.");

    /// <inheritdoc/>
    public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) =>
        client?.GetStatusAsync(cancellation) ?? Task.FromResult(JobStatus.Initializing);

    /// <inheritdoc/>
    /// <exception cref="FlinkException">The job has not been submitted.</exception>
    public Task CancelAsync(CancellationToken cancellation = default) =>
        client?.CancelAsync(cancellation) ?? throw new FlinkException($"Job '{name}' cannot be cancelled by its program: it is submitted when the program has ended.");

    /// <inheritdoc/>
    /// <remarks>Does not wait: the status is not final, and there are no accumulators.</remarks>
    public Task<JobResult> GetResultAsync(CancellationToken cancellation = default) => Task.FromResult(new JobResult
    {
        JobId = job,
        JobName = name,
        Status = JobStatus.Initializing,
        NetRuntime = TimeSpan.Zero,
        Accumulators = new Dictionary<string, object?>(),
        RecordsRead = 0,
    });
}
