using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Api;

/// <summary>The pods of a namespace with certain labels.</summary>
internal sealed class PodSource(KubernetesConnection connection, string selector) : IObjectSource<V1Pod>
{
    public string Resource => "pods";

    public string Group => "";

    public async Task<ObjectPage<V1Pod>> ListAsync(int limit, string? next, CancellationToken cancellation)
    {
        var list = await connection.Client.CoreV1.ListNamespacedPodAsync(
            connection.Namespace, continueParameter: next, labelSelector: selector, limit: limit, cancellationToken: cancellation).ConfigureAwait(false);
        return new ObjectPage<V1Pod>(list.Items, list.Metadata);
    }

    public IAsyncEnumerable<(WatchEventType Type, V1Pod Item)> WatchAsync(string version, TimeSpan duration, Action<Exception> failed, CancellationToken cancellation) =>
        connection.Client.CoreV1.WatchListNamespacedPodAsync(
            connection.Namespace,
            allowWatchBookmarks: true,
            labelSelector: selector,
            resourceVersion: version,
            timeoutSeconds: (int)Math.Ceiling(duration.TotalSeconds),
            onError: failed,
            cancellationToken: cancellation);
}
