using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Running;

/// <summary>Submits jobs and does not wait for them: as in Apache Flink, a detached program goes on as if each job had finished at once, without results.</summary>
internal sealed class DetachedExecutor(IPipelineExecutor executor) : IPipelineExecutor
{
    public async Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default) =>
        new DetachedJob(await executor.SubmitAsync(graph, configuration, cancellation).ConfigureAwait(false), graph.Name);

    private sealed class DetachedJob(IJobClient client, string name) : IJobClient
    {
        public JobId JobId => client.JobId;

        public Task<JobStatus> GetStatusAsync(CancellationToken cancellation = default) => client.GetStatusAsync(cancellation);

        public Task CancelAsync(CancellationToken cancellation = default) => client.CancelAsync(cancellation);

        public Task<JobResult> GetResultAsync(CancellationToken cancellation = default) =>
            Task.FromResult(new JobResult
            {
                JobId = JobId,
                JobName = name,
                Status = JobStatus.Finished,
                NetRuntime = TimeSpan.Zero,
                Accumulators = new Dictionary<string, object?>(),
                RecordsRead = 0,
            });
    }
}
