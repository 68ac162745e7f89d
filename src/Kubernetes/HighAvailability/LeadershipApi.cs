using System.Net;
using Flink.Kubernetes.Api;
using Flink.Runtime.HighAvailability;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>The calls themselves, over a connection of their own: a renewal does not wait behind two hundred pods.</summary>
internal sealed class LeadershipApi(KubernetesConnection connection, LeadershipSettings settings, HighAvailabilitySurroundings surroundings) : ILeadershipApi, IDisposable
{
    private const string ConfigMaps = "configmaps";
    private const string Leases = "leases";
    private const string LeaseGroup = "coordination.k8s.io";

    // A call that hangs must leave room for another before the leader gives up.
    private readonly TimeSpan _patience = settings.RenewDeadline / 2;

    private string Namespace => connection.Namespace;

    private ICoordinationV1Operations LeaseCalls => connection.Client.CoordinationV1;

    private ICoreV1Operations MapCalls => connection.Client.CoreV1;

    public Task<V1Lease?> ReadLeaseAsync() => CallAsync<V1Lease?>(
        new ApiCall("get", Leases, LeaseGroup), async token => await LeaseCalls.ReadNamespacedLeaseAsync(settings.LeaseName, Namespace, cancellationToken: token).ConfigureAwait(false), mayBeGone: true);

    public Task<V1Lease> WriteLeaseAsync(V1Lease lease) => lease.Metadata.ResourceVersion is null
        ? CallAsync(new ApiCall("create", Leases, LeaseGroup), token => LeaseCalls.CreateNamespacedLeaseAsync(lease, Namespace, cancellationToken: token))
        : CallAsync(new ApiCall("update", Leases, LeaseGroup), token => LeaseCalls.ReplaceNamespacedLeaseAsync(lease, settings.LeaseName, Namespace, cancellationToken: token));

    public Task DeleteLeaseAsync(V1Lease lease) => CallAsync<V1Status?>(
        new ApiCall("delete", Leases, LeaseGroup),
        async token => await LeaseCalls.DeleteNamespacedLeaseAsync(settings.LeaseName, Namespace, body: Exactly(lease.Metadata), cancellationToken: token).ConfigureAwait(false),
        mayBeGone: true);

    public Task<V1ConfigMap?> ReadMapAsync(string name) => CallAsync<V1ConfigMap?>(
        new ApiCall("get", ConfigMaps), async token => await MapCalls.ReadNamespacedConfigMapAsync(name, Namespace, cancellationToken: token).ConfigureAwait(false), mayBeGone: true);

    public Task<V1ConfigMap> WriteMapAsync(V1ConfigMap map) => map.Metadata.ResourceVersion is null
        ? CallAsync(new ApiCall("create", ConfigMaps), token => MapCalls.CreateNamespacedConfigMapAsync(map, Namespace, cancellationToken: token))
        : CallAsync(new ApiCall("update", ConfigMaps), token => MapCalls.ReplaceNamespacedConfigMapAsync(map, map.Metadata.Name, Namespace, cancellationToken: token));

    public Task DeleteMapAsync(V1ConfigMap map) => CallAsync<V1Status?>(
        new ApiCall("delete", ConfigMaps),
        async token => await MapCalls.DeleteNamespacedConfigMapAsync(map.Metadata.Name, Namespace, body: Exactly(map.Metadata), cancellationToken: token).ConfigureAwait(false),
        mayBeGone: true);

    public async Task<IReadOnlyList<V1ConfigMap>> ListMapsAsync()
    {
        var list = await CallAsync(
            new ApiCall("list", ConfigMaps),
            token => MapCalls.ListNamespacedConfigMapAsync(Namespace, labelSelector: ClusterLabels.Selector(settings.ClusterId), cancellationToken: token)).ConfigureAwait(false);
        return [.. list.Items];
    }

    public IDisposable WatchLease(Action<V1Lease?> changed) => LeaseWatch.Start(connection, settings, surroundings, changed);

    public void Dispose() => connection.Dispose();

    private static V1DeleteOptions Exactly(V1ObjectMeta seen) => new()
    {
        Preconditions = new V1Preconditions { ResourceVersion = seen.ResourceVersion, Uid = seen.Uid },
    };

    private async Task<T> CallAsync<T>(ApiCall call, Func<CancellationToken, Task<T>> make, bool mayBeGone = false)
    {
        using var late = new CancellationTokenSource(_patience, surroundings.Clock);
        try
        {
            return await make(late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"The Kubernetes API at {connection.Address} did not answer within {_patience.TotalSeconds:0.#} s ({call}).", e);
        }
        catch (Exception e) when (ApiProblem.IsNotFound(e) && mayBeGone)
        {
            return default!;
        }
        catch (Exception e) when (ApiProblem.IsConflict(e) || (ApiProblem.IsNotFound(e) && call.Verb == "update"))
        {
            throw new ConflictException(ApiProblem.Words(e), e);
        }
        catch (Exception e) when (ApiProblem.StatusOf(e) is not null || ApiProblem.IsTransient(e))
        {
            var explained = connection.Calls.Explain(call, e);

            // A token that is being exchanged is not known for a moment.
            throw ApiProblem.IsTransient(e) || ApiProblem.StatusOf(e) is HttpStatusCode.Unauthorized ? new IOException(explained.Message, e) : explained;
        }
    }
}
