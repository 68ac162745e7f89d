using Flink.Core.Configuration;
using Flink.Core.Graph;

namespace Flink.Core.Execution;

/// <summary>Runs job graphs somewhere: in this process, or in a cluster.</summary>
public interface IPipelineExecutor
{
    /// <summary>Submits a job.</summary>
    /// <param name="graph">What to run.</param>
    /// <param name="configuration">The program's configuration over that of the deployment.</param>
    /// <param name="cancellation">Gives up submitting; a submitted job runs on.</param>
    /// <returns>The handle, as soon as the job has been accepted.</returns>
    /// <exception cref="FlinkException">The job was refused; names what and why.</exception>
    Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default);
}
