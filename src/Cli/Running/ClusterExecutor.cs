using Flink.Cli.Deployment;
using Flink.Client.Deployment;
using Flink.Client.Rest;
using Flink.Client.Submission;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Running;

/// <summary>Sends jobs to the cluster of this command, and notices when that cluster is gone.</summary>
internal sealed class ClusterExecutor(OwnCluster run, string program) : IPipelineExecutor
{
    // A connection breaks a moment before the end of its process is known.
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(2);

    public async Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        var cluster = await run.Cluster.WaitAsync(cancellation).ConfigureAwait(false);
        var executor = new WatchedExecutor(new RemoteExecutor(program));
        var submission = executor.SubmitAsync(graph, ClusterConfiguration.For(cluster, configuration), cancellation);
        return new ClusterJob(run, cluster, await OrEndAsync(cluster, submission).ConfigureAwait(false));
    }

    private static async Task<T> OrEndAsync<T>(ICluster cluster, Task<T> answer)
    {
        await Task.WhenAny(answer, cluster.Ended).ConfigureAwait(false);
        if (answer.IsFaulted && answer.Exception.InnerException is RestClientException { Status: null })
        {
            await Task.WhenAny(cluster.Ended, Task.Delay(_moment)).ConfigureAwait(false);
        }

        if (answer.IsCompletedSuccessfully || !cluster.Ended.IsCompleted)
        {
            return await answer.ConfigureAwait(false);
        }

        _ = answer.ContinueWith(static late => late.Exception, TaskScheduler.Default);
        var end = await cluster.Ended.ConfigureAwait(false);
        throw new FlinkException($"Cluster {cluster.Id} is gone, and its jobs with it: {end.Diagnostics}");
    }

    private sealed class ClusterJob(OwnCluster run, ICluster cluster, IJobClient client) : IJobClient
    {
        public JobId JobId => client.JobId;

        public bool FetchesResults => client.FetchesResults;

        public Task<ResultPage> FetchResultsAsync(long stream, long from, CancellationToken cancellation = default) =>
            OrEndAsync(cluster, client.FetchResultsAsync(stream, from, cancellation));

        public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => OrEndAsync(cluster, client.GetStatusAsync(cancellation));

        public Task CancelAsync(CancellationToken cancellation = default) => client.CancelAsync(cancellation);

        public async Task<JobResult> GetResultAsync(CancellationToken cancellation = default)
        {
            var result = await OrEndAsync(cluster, client.GetResultAsync(cancellation)).ConfigureAwait(false);

            // Results of print sinks before the line that says that the job has ended.
            await run.ShowOutputAsync().ConfigureAwait(false);
            return result;
        }
    }
}
