using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Running;

/// <summary>Submits jobs and does not wait for them: as in Apache Flink, a detached program goes on as if each job had finished at once, without results.</summary>
internal sealed class DetachedExecutor(IPipelineExecutor executor) : IPipelineExecutor
{
    public async Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default) =>
        new DetachedJob(graph.Id, graph.Name, await executor.SubmitAsync(graph, configuration, cancellation).ConfigureAwait(false));
}
