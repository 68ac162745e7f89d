using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Running;

/// <summary>Submits jobs and does not wait for them: a detached program goes on at once, and is told that its jobs have not ended (<see cref="DetachedJob"/>).</summary>
internal sealed class DetachedExecutor(IPipelineExecutor executor) : IPipelineExecutor
{
    public async Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default) =>
        new DetachedJob(graph.Id, graph.Name, await executor.SubmitAsync(graph, configuration, cancellation).ConfigureAwait(false));
}
