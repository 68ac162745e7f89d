using Flink.Kubernetes.Api;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Clusters;

/// <summary>One deployment of a namespace.</summary>
internal sealed class DeploymentSource(KubernetesConnection connection, string name) : IObjectSource<V1Deployment>
{
    public string Resource => "deployments";

    public string Group => "apps";

    // So asked, a role that names the deployment allows it.
    private string Selector => $"metadata.name={name}";

    public async Task<ObjectPage<V1Deployment>> ListAsync(int limit, string? next, CancellationToken cancellation)
    {
        var list = await connection.Client.AppsV1.ListNamespacedDeploymentAsync(
            connection.Namespace, continueParameter: next, fieldSelector: Selector, limit: limit, cancellationToken: cancellation).ConfigureAwait(false);
        return new ObjectPage<V1Deployment>(list.Items, list.Metadata);
    }

    public IAsyncEnumerable<(WatchEventType Type, V1Deployment Item)> WatchAsync(string version, TimeSpan duration, Action<Exception> failed, CancellationToken cancellation) =>
        connection.Client.AppsV1.WatchListNamespacedDeploymentAsync(
            connection.Namespace,
            allowWatchBookmarks: true,
            fieldSelector: Selector,
            resourceVersion: version,
            timeoutSeconds: (int)Math.Ceiling(duration.TotalSeconds),
            onError: failed,
            cancellationToken: cancellation);
}
