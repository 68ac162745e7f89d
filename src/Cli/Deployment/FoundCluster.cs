using Flink.Client.Deployment;
using Flink.Core.Configuration;

namespace Flink.Cli.Deployment;

/// <summary>A cluster that was there, and what leads to it as long as this is not disposed of.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Configuration">The configuration with its address.</param>
internal sealed record FoundCluster(ICluster Cluster, FlinkConfiguration Configuration) : IDisposable
{
    public void Dispose() => Cluster.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
