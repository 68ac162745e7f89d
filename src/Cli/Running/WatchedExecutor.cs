using Flink.Cli.Output;
using Flink.Client.Submission;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Running;

/// <summary>Shows on standard error how the jobs of a cluster fare while somebody waits for them.</summary>
internal sealed class WatchedExecutor(RemoteExecutor executor) : IPipelineExecutor
{
    public async Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        var client = await executor.SubmitAsync(graph, configuration, cancellation).ConfigureAwait(false);
        return client is RemoteJobClient remote ? new WatchedJob(remote) : client;
    }

    private sealed class WatchedJob(RemoteJobClient client) : IJobClient
    {
        public JobId JobId => client.JobId;

        public bool FetchesResults => client.FetchesResults;

        public Task<ResultPage> FetchResultsAsync(long stream, long from, CancellationToken cancellation = default) =>
            client.FetchResultsAsync(stream, from, cancellation);

        public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => client.GetStatusAsync(cancellation);

        public Task CancelAsync(CancellationToken cancellation = default) => client.CancelAsync(cancellation);

        public async Task<JobResult> GetResultAsync(CancellationToken cancellation = default)
        {
            var result = client.GetResultAsync(cancellation);
            await JobProgress.ShowUntilAsync(result, client.Client, JobId).ConfigureAwait(false);
            return await result.ConfigureAwait(false);
        }
    }
}
