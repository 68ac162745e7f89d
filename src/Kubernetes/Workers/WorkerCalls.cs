using Flink.Kubernetes.Api;
using Flink.Kubernetes.Pods;
using Flink.Runtime.Slots;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Workers;

/// <summary>The calls that workers cost: one to make a pod, one to remove it. All others are for the whole cluster, or for when something is wrong.</summary>
internal sealed class WorkerCalls(KubernetesConnection connection, string cluster)
{
    /// <summary>Who the API says has made what it finds in our pods.</summary>
    public const string FieldManager = "flink";

    /// <summary>What is ended has nothing to hand over; what does not end by itself is killed then.</summary>
    public const int SecondsToEnd = 1;

    private const int NodesPerPage = 500;
    private const int MostEvents = 50;

    private static readonly ApiCall _applyPod = new("patch", "pods");
    private static readonly ApiCall _applySecret = new("patch", "secrets");

    private readonly Dictionary<string, string> _labels = ObjectLabels.OfComponent(cluster, ObjectLabels.TaskManager);

    private IKubernetes Client => connection.Client;

    private string Namespace => connection.Namespace;

    /// <summary>A selector of all workers' objects of the cluster.</summary>
    public string Selector => ObjectLabels.Selector(_labels);

    /// <summary>Makes a pod, or finds it made: the same call may be made twice.</summary>
    public Task<V1Pod> ApplyAsync(V1Pod pod, Action<Exception> waits, CancellationToken cancellation) => connection.Calls.PatientlyAsync(
        token => Client.CoreV1.PatchNamespacedPodAsync(
            new V1Patch(pod, V1Patch.PatchType.ApplyPatch), pod.Metadata.Name, Namespace, fieldManager: FieldManager, force: true, cancellationToken: token),
        waits,
        cancellation);

    /// <summary>An error of <see cref="ApplyAsync"/> in words.</summary>
    public string DescribeApply(Exception error) => ApiProblem.Describe(connection.Address, _applyPod, Namespace, error);

    /// <summary>An error of <see cref="ApplySecretAsync"/> in words.</summary>
    public string DescribeApplySecret(Exception error) => ApiProblem.Describe(connection.Address, _applySecret, Namespace, error);

    /// <summary>Makes a secret of workers.</summary>
    public Task<V1Secret> ApplySecretAsync(string name, IReadOnlyDictionary<string, byte[]> entries, V1OwnerReference? owner, Action<Exception> waits, CancellationToken cancellation)
    {
        var secret = new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Namespace, Labels = _labels, OwnerReferences = owner is null ? null : [owner] },
            Data = entries.ToDictionary(),
        };
        return connection.Calls.PatientlyAsync(
            token => Client.CoreV1.PatchNamespacedSecretAsync(
                new V1Patch(secret, V1Patch.PatchType.ApplyPatch), name, Namespace, fieldManager: FieldManager, force: true, cancellationToken: token),
            waits,
            cancellation);
    }

    /// <summary>Ends a worker and removes its pod; one that is gone is no error.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="hasEnded">Whether nothing runs in it any more.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public async Task DeleteAsync(TaskManagerId worker, bool hasEnded, CancellationToken cancellation)
    {
        try
        {
            await connection.Calls.PatientlyAsync(
                token => Client.CoreV1.DeleteNamespacedPodAsync(worker.Value, Namespace, gracePeriodSeconds: hasEnded ? 0 : SecondsToEnd, cancellationToken: token), null, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (ApiProblem.IsNotFound(e) || ApiProblem.IsConflict(e))
        {
            // Gone, or somebody removes it at this moment.
        }
        catch (Exception e) when (ApiProblem.StatusOf(e) is not null)
        {
            throw connection.Calls.Explain(new ApiCall("delete", "pods"), e);
        }
    }

    /// <summary>Ends all workers of the cluster and removes their pods.</summary>
    public Task DeleteAllAsync(CancellationToken cancellation) => DoAsync(
        new ApiCall("deletecollection", "pods"),
        token => Client.CoreV1.DeleteCollectionNamespacedPodAsync(Namespace, labelSelector: Selector, gracePeriodSeconds: SecondsToEnd, cancellationToken: token),
        cancellation);

    /// <summary>Removes the secrets of all workers of the cluster.</summary>
    public Task DeleteSecretsAsync(CancellationToken cancellation) => DoAsync(
        new ApiCall("deletecollection", "secrets"),
        token => Client.CoreV1.DeleteCollectionNamespacedSecretAsync(Namespace, labelSelector: Selector, cancellationToken: token),
        cancellation);

    /// <summary>The deployment of this cluster's JobManager, to which workers belong; null when the JobManager runs elsewhere.</summary>
    public async Task<V1OwnerReference?> FindOwnerAsync(CancellationToken cancellation)
    {
        try
        {
            var deployment = await DoAsync(new ApiCall("get", "deployments", "apps"), token => Client.AppsV1.ReadNamespacedDeploymentAsync(cluster, Namespace, cancellationToken: token), cancellation).ConfigureAwait(false);
            return deployment.Metadata.Labels?.TryGetValue(ObjectLabels.Type, out var type) == true && type == ObjectLabels.NativeType
                ? new V1OwnerReference { ApiVersion = "apps/v1", Kind = "Deployment", Name = cluster, Uid = deployment.Metadata.Uid, Controller = true, BlockOwnerDeletion = false }
                : null;
        }
        catch (Core.FlinkException e) when (e.InnerException is { } cause && ApiProblem.IsNotFound(cause))
        {
            return null;
        }
    }

    /// <summary>Removes the JobManager's deployment, and everything that belongs to it.</summary>
    public async Task DeleteDeploymentAsync(CancellationToken cancellation)
    {
        try
        {
            await DoAsync(
                new ApiCall("delete", "deployments", "apps"),
                token => Client.AppsV1.DeleteNamespacedDeploymentAsync(cluster, Namespace, propagationPolicy: "Background", cancellationToken: token),
                cancellation).ConfigureAwait(false);
        }
        catch (Core.FlinkException e) when (e.InnerException is { } cause && ApiProblem.IsNotFound(cause))
        {
            // Gone already.
        }
    }

    /// <summary>What has been noted about a pod, the newest last; empty where it may not be read.</summary>
    public async Task<IReadOnlyList<Corev1Event>> EventsAsync(TaskManagerId worker, CancellationToken cancellation)
    {
        try
        {
            var list = await connection.Calls.BrieflyAsync(
                token => Client.CoreV1.ListNamespacedEventAsync(Namespace, fieldSelector: $"involvedObject.name={worker}", limit: MostEvents, cancellationToken: token), cancellation).ConfigureAwait(false);
            return [.. list.Items.OrderBy(static item => item.LastTimestamp ?? item.EventTime ?? item.Metadata.CreationTimestamp)];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>The most memory (bytes) and processors that a node can give; null where nodes may not be listed, or there are none yet.</summary>
    public async Task<(decimal Memory, decimal Cpus)?> LargestNodeAsync(CancellationToken cancellation)
    {
        try
        {
            var (memory, cpus) = (0m, 0m);
            string? next = null;
            do
            {
                var begin = next;
                var page = await connection.Calls.BrieflyAsync(
                    token => Client.CoreV1.ListNodeAsync(limit: NodesPerPage, continueParameter: begin, cancellationToken: token), cancellation).ConfigureAwait(false);
                foreach (var room in page.Items.Select(static node => node.Status?.Allocatable).OfType<IDictionary<string, ResourceQuantity>>())
                {
                    memory = Math.Max(memory, room.TryGetValue("memory", out var bytes) ? bytes.ToDecimal() : 0);
                    cpus = Math.Max(cpus, room.TryGetValue("cpu", out var cores) ? cores.ToDecimal() : 0);
                }

                next = page.Metadata.ContinueProperty;
            }
            while (!string.IsNullOrEmpty(next));
            return memory > 0 ? (memory, cpus) : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<T> DoAsync<T>(ApiCall call, Func<CancellationToken, Task<T>> make, CancellationToken cancellation)
    {
        try
        {
            return await connection.Calls.BrieflyAsync(make, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (ApiProblem.StatusOf(e) is not null || ApiProblem.IsTransient(e))
        {
            throw connection.Calls.Explain(call, e);
        }
    }
}
