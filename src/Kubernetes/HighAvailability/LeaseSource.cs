using Flink.Kubernetes.Api;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>One lease of a namespace.</summary>
internal sealed class LeaseSource(KubernetesConnection connection, string name) : IObjectSource<V1Lease>
{
    public string Resource => "leases";

    public string Group => "coordination.k8s.io";

    // So asked, a role that names the lease allows it.
    private string Selector => $"metadata.name={name}";

    public async Task<ObjectPage<V1Lease>> ListAsync(int limit, string? next, CancellationToken cancellation)
    {
        var list = await connection.Client.CoordinationV1.ListNamespacedLeaseAsync(
            connection.Namespace, continueParameter: next, fieldSelector: Selector, limit: limit, cancellationToken: cancellation).ConfigureAwait(false);
        return new ObjectPage<V1Lease>(list.Items, list.Metadata);
    }

    public IAsyncEnumerable<(WatchEventType Type, V1Lease Item)> WatchAsync(string version, TimeSpan duration, Action<Exception> failed, CancellationToken cancellation) =>
        connection.Client.CoordinationV1.WatchListNamespacedLeaseAsync(
            connection.Namespace,
            allowWatchBookmarks: true,
            fieldSelector: Selector,
            resourceVersion: version,
            timeoutSeconds: (int)Math.Ceiling(duration.TotalSeconds),
            onError: failed,
            cancellationToken: cancellation);
}
