namespace Flink.Client.Deployment;

/// <summary>Starts and finds clusters in one system. Holds no policy: when a cluster is started and ended is the command's.</summary>
/// <remarks>Used by one caller at a time. What is transient is retried within; what is thrown is final, and says what is wrong and how to mend it. Disposal ends no cluster.</remarks>
public interface IClusterDescriptor : IAsyncDisposable
{
    /// <summary>
    /// The cluster that the system's own options name (<c>kubernetes.cluster-id</c>, <c>yarn.application.id</c>), to be found or to be started; null where they
    /// name none. <c>cluster.id</c> goes before it.
    /// </summary>
    string? ConfiguredClusterId => null;

    /// <summary>
    /// The cluster that the system's own tools have noted as the one that was started last (Apache Flink's <c>.yarn-properties-USER</c>); null where none is. It need
    /// not be alive. Commands that name no cluster look for it first; it names none that is started.
    /// </summary>
    string? NotedClusterId => null;

    /// <summary>The option that <see cref="ConfiguredClusterId"/> reads, for messages that tell people how to name a cluster.</summary>
    string ClusterIdKey => Core.Configuration.ClusterOptions.Id.Key;

    /// <summary>
    /// Starts a cluster: its JobManager alone, which requests workers when jobs need them. With a program (<see cref="ClusterSpecification.Application"/>) its
    /// JobManager calls that program's Main.
    /// </summary>
    /// <param name="specification">What cluster.</param>
    /// <param name="cancellation">Nobody wants it any more: what was begun is undone.</param>
    /// <returns>
    /// The cluster, as soon as its REST endpoint answers. That of a program may have ended by then: it is returned too, with <see cref="ICluster.Ended"/>
    /// completed, unless its JobManager could not start.
    /// </returns>
    /// <exception cref="Core.FlinkException">It did not come up; nothing is left of it. Quotes the end of the JobManager's log where there is one.</exception>
    Task<ICluster> DeployAsync(ClusterSpecification specification, CancellationToken cancellation);

    /// <summary>The cluster of a name; null when the system knows none that is alive.</summary>
    /// <exception cref="Core.FlinkException">The system cannot be asked.</exception>
    Task<ICluster?> FindAsync(string clusterId, CancellationToken cancellation);

    /// <summary>The cluster of a name, for somebody who may only want to stop it: its JobManager need not be up, and its address may be empty then. Null when the system knows none.</summary>
    /// <exception cref="Core.FlinkException">The system cannot be asked.</exception>
    Task<ICluster?> FindEvenIfDownAsync(string clusterId, CancellationToken cancellation) => FindAsync(clusterId, cancellation);

    /// <summary>The names of the clusters that are alive in this system, as far as this user may see them, in order.</summary>
    /// <exception cref="Core.FlinkException">The system cannot be asked.</exception>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation);
}
