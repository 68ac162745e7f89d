using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Flink.Client.Submission;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;

namespace Flink.Cli.Processes;

/// <summary>
/// Submits an application's jobs. With high availability the next JobManager runs Main again: the n-th job of an application has the same id each time, so that
/// one that is known, because it was taken over or has ended, is found and not run once more.
/// </summary>
/// <param name="executor">Submits.</param>
/// <param name="cluster">The configuration of the process.</param>
internal sealed class ApplicationExecutor(RemoteExecutor executor, FlinkConfiguration cluster) : IPipelineExecutor
{

    private readonly bool _isHighlyAvailable = HighAvailabilityOptions.AreOn(cluster);
    private int _submitted;

    public async Task<IJobClient> SubmitAsync(JobGraph graph, FlinkConfiguration configuration, CancellationToken cancellation = default)
    {
        if (!_isHighlyAvailable)
        {
            return await executor.SubmitAsync(graph, configuration, cancellation).ConfigureAwait(false);
        }

        var known = graph.With(IdOf(Interlocked.Increment(ref _submitted)));
        return await executor.FindAsync(known, configuration, cancellation).ConfigureAwait(false)
            ?? await executor.SubmitAsync(known, configuration, cancellation).ConfigureAwait(false);
    }

    private JobId IdOf(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{cluster.Get(HighAvailabilityOptions.ClusterId)} {number}");
        return new JobId(Id128.FromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16)));
    }
}
