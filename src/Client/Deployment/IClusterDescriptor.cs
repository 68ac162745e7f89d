namespace Flink.Client.Deployment;

/// <summary>Starts and finds clusters in one system. Holds no policy: when a cluster is started and ended is the command's.</summary>
/// <remarks>Used by one caller at a time. What is transient is retried within; what is thrown is final, and says what is wrong and how to mend it. Disposal ends no cluster.</remarks>
public interface IClusterDescriptor : IAsyncDisposable
{
    /// <summary>Starts a cluster: its JobManager alone, which requests workers when jobs need them.</summary>
    /// <param name="specification">What cluster.</param>
    /// <param name="cancellation">Nobody wants it any more: what was begun is undone.</param>
    /// <returns>The cluster, as soon as its REST endpoint answers.</returns>
    /// <exception cref="Core.FlinkException">It did not come up; nothing is left of it. Quotes the end of the JobManager's log where there is one.</exception>
    Task<ICluster> DeployAsync(ClusterSpecification specification, CancellationToken cancellation);

    /// <summary>The cluster of a name; null when the system knows none that is alive.</summary>
    /// <exception cref="Core.FlinkException">The system cannot be asked.</exception>
    Task<ICluster?> FindAsync(string clusterId, CancellationToken cancellation);

    /// <summary>The names of the clusters that are alive in this system, as far as this user may see them, in order.</summary>
    /// <exception cref="Core.FlinkException">The system cannot be asked.</exception>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation);
}
