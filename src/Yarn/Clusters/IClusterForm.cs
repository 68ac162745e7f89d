using Flink.Core;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Clusters;

/// <summary>What a cluster is for YARN: an application of our own, or a service.</summary>
internal interface IClusterForm
{
    /// <summary>Starts a cluster.</summary>
    /// <param name="plan">What it consists of.</param>
    /// <param name="shipment">What its containers find.</param>
    /// <param name="limits">An unused id, and what YARN allows.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Its application; null when its name is taken by another one that may be alive.</returns>
    /// <exception cref="FlinkException">It was not started.</exception>
    Task<string?> LaunchAsync(ClusterPlan plan, Shipment shipment, NewApplication limits, CancellationToken cancellation);

    /// <summary>Where the REST endpoint of its JobManager is, "host:port"; null as long as nobody says.</summary>
    Task<string?> FindAddressAsync(string cluster, string application, CancellationToken cancellation);

    /// <summary>Its containers that live; those of JobManagers that have ended may be among them.</summary>
    Task<IReadOnlyList<ClusterContainer>> FindContainersAsync(string cluster, string application, CancellationToken cancellation);

    /// <summary>Takes away what is left of it, by force. One that is not there is no error.</summary>
    /// <param name="cluster">Its name.</param>
    /// <param name="application">Its application; null when that is not known.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task RemoveAsync(string cluster, string? application, CancellationToken cancellation);
}
