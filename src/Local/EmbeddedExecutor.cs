using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Local;

/// <summary>Runs each job in a cluster of its own inside this process: <c>execution.target: local</c>.</summary>
/// <param name="loggers">Where the cluster logs; nowhere when null.</param>
public sealed class EmbeddedExecutor(ILoggerFactory? loggers) : IPipelineExecutor
{
    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;

    /// <summary>An executor that does not log; found by environments that were given none.</summary>
    public EmbeddedExecutor()
        : this(null)
    {
    }

    /// <inheritdoc/>
    public Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();

        // As if the cluster were elsewhere: what cannot travel is refused here, and the cluster works on copies of its own.
        var sent = JobGraphSerializer.Write(graph);
        var received = JobGraphSerializer.Read(sent.Bytes, TypeResolver.Of(sent.Assemblies));
        return Task.FromResult<IJobClient>(EmbeddedCluster.Run(received, configuration, TimeProvider.System, _loggers));
    }
}
