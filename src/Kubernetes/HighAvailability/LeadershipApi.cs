using System.Net;
using Flink.Core;
using Flink.Kubernetes.Api;
using Flink.Runtime.HighAvailability;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>The calls themselves. The connection is opened at the first one: nobody waits for it who has other things to do.</summary>
internal sealed class LeadershipApi(Lazy<KubernetesConnection> connection, LeadershipSettings settings, HighAvailabilitySurroundings surroundings) : ILeadershipApi, IDisposable
{
    private const string Leases = "leases.coordination.k8s.io";
    private const string ConfigMaps = "configmaps";

    // A call that hangs must leave room for another before the leader gives up.
    private readonly TimeSpan _patience = settings.RenewDeadline / 2;

    private IKubernetes Client => connection.Value.Client;

    private string Namespace => connection.Value.Namespace;

    public Task<V1Lease?> ReadLeaseAsync() => CallAsync("get", Leases, settings.LeaseName, async token =>
        (V1Lease?)await Client.CoordinationV1.ReadNamespacedLeaseAsync(settings.LeaseName, Namespace, cancellationToken: token).ConfigureAwait(false), isThere: false);

    public Task<V1Lease> WriteLeaseAsync(V1Lease lease) => lease.Metadata.ResourceVersion is null
        ? CallAsync("create", Leases, settings.LeaseName, token => Client.CoordinationV1.CreateNamespacedLeaseAsync(lease, Namespace, cancellationToken: token))
        : CallAsync("update", Leases, settings.LeaseName, token => Client.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, settings.LeaseName, Namespace, cancellationToken: token));

    public Task DeleteLeaseAsync(V1Lease lease) => CallAsync("delete", Leases, settings.LeaseName, async token =>
        (V1Status?)await Client.CoordinationV1.DeleteNamespacedLeaseAsync(settings.LeaseName, Namespace, body: Exactly(lease.Metadata), cancellationToken: token).ConfigureAwait(false), isThere: false);

    public Task<V1ConfigMap?> ReadMapAsync(string name) => CallAsync("get", ConfigMaps, name, async token =>
        (V1ConfigMap?)await Client.CoreV1.ReadNamespacedConfigMapAsync(name, Namespace, cancellationToken: token).ConfigureAwait(false), isThere: false);

    public Task<V1ConfigMap> WriteMapAsync(V1ConfigMap map) => map.Metadata.ResourceVersion is null
        ? CallAsync("create", ConfigMaps, map.Metadata.Name, token => Client.CoreV1.CreateNamespacedConfigMapAsync(map, Namespace, cancellationToken: token))
        : CallAsync("update", ConfigMaps, map.Metadata.Name, token => Client.CoreV1.ReplaceNamespacedConfigMapAsync(map, map.Metadata.Name, Namespace, cancellationToken: token));

    public Task DeleteMapAsync(V1ConfigMap map) => CallAsync("delete", ConfigMaps, map.Metadata.Name, async token =>
        (V1Status?)await Client.CoreV1.DeleteNamespacedConfigMapAsync(map.Metadata.Name, Namespace, body: Exactly(map.Metadata), cancellationToken: token).ConfigureAwait(false), isThere: false);

    public async Task<IReadOnlyList<V1ConfigMap>> ListMapsAsync() => [.. (await CallAsync("list", ConfigMaps, settings.ClusterId, token =>
        Client.CoreV1.ListNamespacedConfigMapAsync(Namespace, labelSelector: ClusterLabels.Selector(settings.ClusterId), cancellationToken: token)).ConfigureAwait(false)).Items];

    public IDisposable WatchLease(Action<V1Lease?> changed) => new LeaseWatch(connection, settings, surroundings, changed);

    public void Dispose()
    {
        if (connection.IsValueCreated)
        {
            connection.Value.Dispose();
        }
    }

    private static V1DeleteOptions Exactly(V1ObjectMeta seen) => new()
    {
        Preconditions = new V1Preconditions { ResourceVersion = seen.ResourceVersion, Uid = seen.Uid },
    };

    private Task<T> CallAsync<T>(string verb, string resource, string name, Func<CancellationToken, Task<T>> call)
        where T : class => CallAsync(verb, resource, name, async token => (T?)await call(token).ConfigureAwait(false), isThere: true)!;

    private async Task<T?> CallAsync<T>(string verb, string resource, string name, Func<CancellationToken, Task<T?>> call, bool isThere)
        where T : class
    {
        using var patience = new CancellationTokenSource(_patience, surroundings.Clock);
        try
        {
            return await call(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"The Kubernetes API did not answer within {_patience.TotalSeconds:0.#} s ('{verb}' of {resource} '{name}')", e);
        }
        catch (HttpOperationException e)
        {
            var message = $"'{verb}' of {resource} '{name}' in namespace '{Namespace}': {(int)e.Response.StatusCode} {e.Response.Content}";
            return e.Response.StatusCode switch
            {
                HttpStatusCode.NotFound when !isThere => null,
                HttpStatusCode.NotFound or HttpStatusCode.Conflict => throw new ConflictException(message, e),
                HttpStatusCode.Forbidden => throw new FlinkException(
                    $"The Kubernetes API refuses {message}. Give the service account a role with the verb '{verb}' for {resource}: docs/high-availability.md lists all.", e),
                HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity => throw new FlinkException(
                    $"The Kubernetes API refuses {message}.", e),
                _ => throw new IOException($"The Kubernetes API failed: {message}", e),
            };
        }
    }
}
