using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.ResourceManager;

namespace Flink.Runtime.Dispatcher;

/// <summary>The dispatcher of whatever term this process leads in, for the REST endpoint beside it.</summary>
/// <param name="roles">The terms.</param>
internal sealed class DispatcherGateway(JobManagerRoles roles) : IDispatcherGateway
{
    public Task<IReadOnlyList<JobSummary>> ListJobsAsync(CancellationToken cancellation) => Ask(static dispatcher => dispatcher.ListAsync(), cancellation);

    public Task<JobDetails?> FindJobAsync(JobId job, CancellationToken cancellation) => Ask(dispatcher => dispatcher.FindAsync(job), cancellation);

    public Task<JobStatus?> FindStatusAsync(JobId job, CancellationToken cancellation) =>
        Ask(dispatcher => dispatcher.StatusOfAsync(job), cancellation);

    public Task<JobOutcome?> FindOutcomeAsync(JobId job, CancellationToken cancellation) =>
        Ask(dispatcher => dispatcher.OutcomeOfAsync(job), cancellation);

    public Task<ResultPage?> FetchResultsAsync(JobId job, long stream, long from, CancellationToken cancellation) =>
        Ask(dispatcher => dispatcher.FetchResultsAsync(job, stream, from), cancellation);

    public Task SubmitAsync(JobSubmission submission, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(submission);

        // Not given up half-way: a caller that leaves does not know whether the job runs, and finds out by asking for it.
        return Ask(
            async dispatcher =>
            {
                await dispatcher.SubmitAsync(submission, cancellation);
                return true;
            },
            CancellationToken.None);
    }

    public Task<CancelOutcome> CancelAsync(JobId job, CancellationToken cancellation) => Ask(dispatcher => dispatcher.CancelAsync(job), cancellation);

    public Task ReportClientAsync(JobId job, DateTimeOffset expires, CancellationToken cancellation) => Ask(
        dispatcher =>
        {
            dispatcher.HeardOfClient(job, expires);
            return Task.FromResult(true);
        },
        cancellation);

    public Task ShutDownAsync(CancellationToken cancellation)
    {
        roles.EndCluster(ApplicationStatus.Succeeded, null);
        return Task.CompletedTask;
    }

    private Task<T> Ask<T>(Func<Dispatcher, Task<T>> question, CancellationToken cancellation) => roles.Leading is { Dispatcher: { } dispatcher }
        ? dispatcher.Ask(() => question(dispatcher)).WaitAsync(cancellation)
        : Task.FromException<T>(NotLeading.Exception());
}
