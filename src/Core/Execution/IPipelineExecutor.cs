using Flink.Core.Configuration;
using Flink.Core.Graph;

namespace Flink.Core.Execution;

/// <summary>Takes job graphs from programs: the embedded cluster, a remote one, the launcher of <c>flink run</c>. The one place where API and engine meet.</summary>
public interface IPipelineExecutor
{
    /// <summary>Submits a job; returns when it has been taken over, not when it has ended.</summary>
    /// <param name="graph">What to run.</param>
    /// <param name="configuration">The program's configuration.</param>
    /// <param name="cancellation">Gives up waiting for the submission; a job that was taken over goes on.</param>
    /// <exception cref="FlinkException">The job was not taken over.</exception>
    Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation);
}
