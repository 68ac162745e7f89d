using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;

namespace Flink.Rest.Archive;

/// <summary>A cluster with one job, which has ended, and no workers: what is left to ask when a job is archived.</summary>
internal sealed class FinishedJobGateway(FinishedJob job) : IDispatcherGateway, IResourceManagerGateway
{
    public Task<IReadOnlyList<JobSummary>> ListJobsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<JobSummary>>([job.Summary]);

    public Task<JobDetails?> FindJobAsync(JobId id, CancellationToken cancellation) => Task.FromResult(IsIt(id) ? job.Details : null);

    public Task<JobStatus?> FindStatusAsync(JobId id, CancellationToken cancellation) => Task.FromResult<JobStatus?>(IsIt(id) ? job.Result.Status : null);

    public Task<JobOutcome?> FindOutcomeAsync(JobId id, CancellationToken cancellation) => Task.FromResult(IsIt(id) ? job.Outcome : null);

    public Task<ResultPage?> FetchResultsAsync(JobId id, long stream, long from, CancellationToken cancellation) =>
        Task.FromResult(IsIt(id) ? new ResultPage(from, [], HasEnded: true) : null);

    public Task SubmitAsync(JobSubmission submission, CancellationToken cancellation) => throw NotHere();

    public Task<CancelOutcome> CancelAsync(JobId id, CancellationToken cancellation) => throw NotHere();

    public Task ReportClientAsync(JobId id, DateTimeOffset expires, CancellationToken cancellation) => Task.CompletedTask;

    public Task ShutDownAsync(CancellationToken cancellation) => throw NotHere();

    public Task<IReadOnlyList<TaskManagerDetails>> ListTaskManagersAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<TaskManagerDetails>>([]);

    public Task<TaskManagerDetails?> FindTaskManagerAsync(string taskManagerId, CancellationToken cancellation) => Task.FromResult<TaskManagerDetails?>(null);

    public Task<IReadOnlyList<MetricSample>?> ReadMetricsAsync(string taskManagerId, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<MetricSample>?>(null);

    public Task<IReadOnlyList<LogFile>?> ListLogsAsync(string taskManagerId, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<LogFile>?>(null);

    public Task<LogPiece?> ReadLogAsync(string taskManagerId, LogFileName file, long offset, int count, CancellationToken cancellation) =>
        Task.FromResult<LogPiece?>(null);

    private static InvalidOperationException NotHere() => new("An archive answers questions and does nothing.");

    private bool IsIt(JobId id) => id == job.Details.Id;
}
