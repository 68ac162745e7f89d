using Flink.Core;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.HighAvailability;
using Flink.Kubernetes.Pods;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Clusters;

/// <summary>Takes a cluster's objects away, and waits until they are gone. What high availability keeps stays.</summary>
internal sealed class ClusterTeardown(KubernetesConnection connection, ApiCalls calls)
{
    private const string Foreground = "Foreground";
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private static readonly ApiCall _delete = new("delete", "deployments", "apps");

    // Everything of the cluster but what high availability keeps, which outlives it.
    private static string Selector(string cluster) => $"{ObjectLabels.Selector(ObjectLabels.OfCluster(cluster))},{ClusterLabels.SelectorOfOthers}";

    /// <summary>Deletes the deployment, and with it what it owns. One that is gone is no error.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="uid">Which deployment of this name.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task DeleteAsync(string cluster, string uid, CancellationToken cancellation)
    {
        try
        {
            await calls.BrieflyAsync(
                token => connection.Client.AppsV1.DeleteNamespacedDeploymentAsync(
                    ObjectNames.Deployment(cluster),
                    connection.Namespace,
                    body: new V1DeleteOptions { PropagationPolicy = Foreground, Preconditions = new V1Preconditions { Uid = uid } },
                    cancellationToken: token),
                cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (ApiProblem.IsNotFound(e) || ApiProblem.IsConflict(e))
        {
            // Somebody, or the cluster itself, was first.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw calls.Explain(_delete, e);
        }
    }

    /// <summary>Waits until nothing is left.</summary>
    /// <exception cref="FlinkException">Something is, and what.</exception>
    public async Task WaitAsync(string cluster, CancellationToken cancellation)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            IReadOnlyList<string> left;
            try
            {
                left = await calls.BrieflyAsync(token => LeftAsync(cluster, token), cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw calls.Explain(new ApiCall("list", "pods"), e);
            }

            if (left.Count == 0)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(begin) > _patience)
            {
                throw new FlinkException(
                    $"Cluster {cluster} was deleted, but after {_patience.TotalSeconds:F0} s there are still {string.Join(", ", left)} in namespace {connection.Namespace}: see 'kubectl describe', a finalizer or a node that is away keeps them.");
            }

            await Task.Delay(_look, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes what high availability has stored in the API, once nothing of the cluster runs. What its folder holds needs its file system, and stays where the JobManager has not removed it.</summary>
    public async Task DeleteDataAsync(string cluster, CancellationToken cancellation)
    {
        var call = new ApiCall("deletecollection", "configmaps");
        try
        {
            await calls.BrieflyAsync(
                token => connection.Client.CoreV1.DeleteCollectionNamespacedConfigMapAsync(connection.Namespace, labelSelector: ClusterLabels.Selector(cluster), cancellationToken: token), cancellation).ConfigureAwait(false);
            call = new ApiCall("deletecollection", "leases", "coordination.k8s.io");
            await calls.BrieflyAsync(
                token => connection.Client.CoordinationV1.DeleteCollectionNamespacedLeaseAsync(connection.Namespace, labelSelector: ClusterLabels.Selector(cluster), cancellationToken: token), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw calls.Explain(call, e);
        }
    }

    private async Task<IReadOnlyList<string>> LeftAsync(string cluster, CancellationToken cancellation)
    {
        var (core, space, selector) = (connection.Client.CoreV1, connection.Namespace, Selector(cluster));
        List<string> left = [];
        left.AddRange((await core.ListNamespacedPodAsync(space, labelSelector: selector, cancellationToken: cancellation).ConfigureAwait(false)).Items.Select(static pod => $"pod {pod.Metadata.Name}"));
        if (left.Count == 0)
        {
            left.AddRange((await core.ListNamespacedServiceAsync(space, labelSelector: selector, cancellationToken: cancellation).ConfigureAwait(false)).Items.Select(static service => $"service {service.Metadata.Name}"));
            left.AddRange((await core.ListNamespacedConfigMapAsync(space, labelSelector: selector, cancellationToken: cancellation).ConfigureAwait(false)).Items.Select(static map => $"config map {map.Metadata.Name}"));
            left.AddRange((await SecretsAsync(selector, cancellation).ConfigureAwait(false)).Select(static secret => $"secret {secret.Metadata.Name}"));
            left.AddRange((await connection.Client.AppsV1.ListNamespacedDeploymentAsync(space, labelSelector: selector, cancellationToken: cancellation).ConfigureAwait(false)).Items.Select(static one => $"deployment {one.Metadata.Name}"));
        }

        return left;
    }

    private async Task<IEnumerable<V1Secret>> SecretsAsync(string selector, CancellationToken cancellation)
    {
        try
        {
            return (await connection.Client.CoreV1.ListNamespacedSecretAsync(connection.Namespace, labelSelector: selector, cancellationToken: cancellation).ConfigureAwait(false)).Items;
        }
        catch (Exception e) when (ApiProblem.IsMissingRight(e))
        {
            // Not everybody who may make them may read them; they go with the deployment all the same.
            return [];
        }
    }
}
