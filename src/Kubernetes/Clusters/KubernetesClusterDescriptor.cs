using System.Security.Cryptography;
using Flink.Client.Deployment;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Configuration;
using Flink.Kubernetes.Pods;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Clusters;

/// <summary>Clusters of pods: a deployment of JobManagers, which have the right to make the workers' pods.</summary>
internal sealed class KubernetesClusterDescriptor(DescriptorSurroundings surroundings) : IClusterDescriptor
{
    // Tells the deployment of a command from one of the same name that somebody else has made.
    private const string SubmissionAnnotation = "flink/submission";

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    // A node may have to be made first, and an image to be fetched.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly FlinkConfiguration _configuration = surroundings.Configuration;
    private readonly ClusterEndpoint _endpoint = new(surroundings.Configuration);

    public string? ConfiguredClusterId => _configuration.TryGet(KubernetesOptions.ClusterId, out var id) ? id : null;

    public string ClusterIdKey => KubernetesOptions.ClusterId.Key;

    public async Task<ICluster> DeployAsync(ClusterSpecification specification, CancellationToken cancellation)
    {
        var connection = KubernetesConnection.Open(_configuration);
        var calls = connection.Calls;
        var teardown = new ClusterTeardown(connection, calls);
        KubernetesCluster? cluster = null;
        string? uid = null;
        try
        {
            var objects = new ClusterObjects(_configuration, specification, connection.Namespace);
            var deployment = await CreateAsync(connection, calls, objects, specification.ClusterId, cancellation).ConfigureAwait(false);
            uid = deployment.Metadata.Uid;
            var access = new RestAccess(connection, specification.ClusterId, _configuration.Get(KubernetesOptions.NodePortAddressType));
            cluster = new KubernetesCluster(connection, teardown, _endpoint, specification.ClusterId, new JobManagerWatch(connection, deployment, _configuration.Get(KubernetesOptions.WatchRenewal)), access, DataOf(deployment, specification.EndsWithClient));
            var service = await new OwnedObjects(connection, calls).CreateAsync(objects, deployment, cancellation).ConfigureAwait(false);
            await WaitAsync(connection, cluster, access, service, cancellation).ConfigureAwait(false);
            var display = await access.DisplayAsync(service, cluster.RestAddress, cancellation).ConfigureAwait(false);
            var scheme = _configuration.Get(SecurityOptions.RestEnabled) ? "https" : "http";
            var kind = specification.Application is null ? "session" : "application";
            cluster.Announcement = [$"Create flink {kind} cluster {cluster.Id} successfully, JobManager Web Interface: {scheme}://{display}"];
            return cluster;
        }
        catch (Exception e)
        {
            var left = uid is null ? null : await UndoAsync(teardown, specification.ClusterId, uid).ConfigureAwait(false);
            await (cluster?.DisposeAsync() ?? Close(connection)).ConfigureAwait(false);
            var cause = e is FlinkException or OperationCanceledException ? e : calls.Explain(new ApiCall("create", "deployments", "apps"), e);
            if (left is not null)
            {
                throw new FlinkException($"{cause.Message} What was begun could not be undone: {left.Message}", cause);
            }

            if (cause == e)
            {
                throw;
            }

            throw cause;
        }
    }

    public Task<ICluster?> FindAsync(string clusterId, CancellationToken cancellation) => FindAsync(clusterId, isNeededUp: true, cancellation);

    public Task<ICluster?> FindEvenIfDownAsync(string clusterId, CancellationToken cancellation) => FindAsync(clusterId, isNeededUp: false, cancellation);

    private async Task<ICluster?> FindAsync(string clusterId, bool isNeededUp, CancellationToken cancellation)
    {
        var connection = KubernetesConnection.Open(_configuration);
        var calls = connection.Calls;
        KubernetesCluster? cluster = null;
        try
        {
            var deployment = await ReadAsync(calls, new ApiCall("get", "deployments", "apps"), token => connection.Client.AppsV1.ReadNamespacedDeploymentAsync(ObjectNames.Deployment(clusterId), connection.Namespace, cancellationToken: token), cancellation).ConfigureAwait(false);
            if (deployment is null || !IsCluster(deployment)
                || await ReadAsync(calls, new ApiCall("get", "services"), token => connection.Client.CoreV1.ReadNamespacedServiceAsync(ObjectNames.RestService(clusterId), connection.Namespace, cancellationToken: token), cancellation).ConfigureAwait(false) is not { } service)
            {
                connection.Dispose();
                return null;
            }

            var access = new RestAccess(connection, clusterId, _configuration.Get(KubernetesOptions.NodePortAddressType));
            var watch = new JobManagerWatch(connection, deployment, _configuration.Get(KubernetesOptions.WatchRenewal));
            cluster = new KubernetesCluster(connection, new ClusterTeardown(connection, calls), _endpoint, clusterId, watch, access, DataOf(deployment, endsWithClient: false));
            cluster.RestAddress = await access.FindAsync(service, watch.Pod, cancellation).ConfigureAwait(false)
                ?? await FallBackAsync(access, service, watch, isNeededUp, cancellation).ConfigureAwait(false);
            return cluster;
        }
        catch (Exception e)
        {
            await (cluster?.DisposeAsync() ?? Close(connection)).ConfigureAwait(false);
            if (e is FlinkException or OperationCanceledException)
            {
                throw;
            }

            throw calls.Explain(new ApiCall("get", "services"), e);
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        using var connection = KubernetesConnection.Open(_configuration);
        var calls = connection.Calls;
        var selector = ObjectLabels.Selector(new Dictionary<string, string> { [ObjectLabels.Type] = ObjectLabels.NativeType, [ObjectLabels.Component] = ObjectLabels.JobManager });
        try
        {
            var deployments = await calls.BrieflyAsync(
                token => connection.Client.AppsV1.ListNamespacedDeploymentAsync(connection.Namespace, labelSelector: selector, cancellationToken: token), cancellation).ConfigureAwait(false);
            return [.. deployments.Items.Where(IsCluster).Select(static one => one.Metadata.Name).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw calls.Explain(new ApiCall("list", "deployments", "apps"), e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsCluster(V1Deployment deployment) =>
        deployment.Metadata.DeletionTimestamp is null && deployment.Metadata.Labels?.TryGetValue(ObjectLabels.Type, out var type) == true && type == ObjectLabels.NativeType;

    // A command's own cluster is at its end with it. Who knows whether another is to be started again?
    private HighAvailabilityData DataOf(V1Deployment deployment, bool endsWithClient) =>
        !ClusterObjects.KeepsData(deployment) ? HighAvailabilityData.None
        : _configuration.Get(KubernetesOptions.RemovesDataAtStop) ? HighAvailabilityData.Removed
        : endsWithClient ? HighAvailabilityData.None
        : HighAvailabilityData.Kept;

    private static ValueTask Close(KubernetesConnection connection)
    {
        connection.Dispose();
        return default;
    }

    // Why it did not come up is worth more than why it cannot be taken away: that is appended.
    private static async Task<FlinkException?> UndoAsync(ClusterTeardown teardown, string cluster, string uid)
    {
        try
        {
            await teardown.DeleteAsync(cluster, uid, CancellationToken.None).ConfigureAwait(false);
            await teardown.WaitAsync(cluster, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (FlinkException e)
        {
            return e;
        }
    }

    private static async Task<V1Deployment> CreateAsync(KubernetesConnection connection, ApiCalls calls, ClusterObjects objects, string cluster, CancellationToken cancellation)
    {
        var deployment = objects.Deployment();
        var submission = RandomNumberGenerator.GetHexString(32, lowercase: true);
        deployment.Metadata.Annotations = new Dictionary<string, string>(deployment.Metadata.Annotations ?? new Dictionary<string, string>()) { [SubmissionAnnotation] = submission };
        try
        {
            return await calls.CreateAsync(
                token => connection.Client.AppsV1.CreateNamespacedDeploymentAsync(deployment, connection.Namespace, cancellationToken: token),
                token => connection.Client.AppsV1.ReadNamespacedDeploymentAsync(deployment.Metadata.Name, connection.Namespace, cancellationToken: token),
                there => there.Metadata.Annotations?.TryGetValue(SubmissionAnnotation, out var whose) == true && whose == submission,
                cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (ApiProblem.IsConflict(e))
        {
            throw new FlinkException($"Cluster {cluster} is there already in namespace {connection.Namespace}. End it with 'flink session stop -t kubernetes {cluster}', or choose another '{KubernetesOptions.ClusterId.Key}'.", e);
        }
        catch (Exception e) when (e is not OperationCanceledException and not FlinkException)
        {
            throw calls.Explain(new ApiCall("create", "deployments", "apps"), e);
        }
    }

    private static async Task<T?> ReadAsync<T>(ApiCalls calls, ApiCall call, Func<CancellationToken, Task<T>> read, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await calls.BrieflyAsync(read, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (ApiProblem.IsNotFound(e))
        {
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw calls.Explain(call, e);
        }
    }

    // Nothing listens where the service is exposed: as soon as a pod is up the API server leads there.
    private static async Task<string> FallBackAsync(RestAccess access, V1Service service, JobManagerWatch watch, bool isNeededUp, CancellationToken cancellation)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(30) && !watch.Ended.IsCompleted)
        {
            if (!isNeededUp && watch.IsKnownToBeDown)
            {
                return "";
            }

            if (await access.FindAsync(service, watch.Pod, cancellation).ConfigureAwait(false) is { } address)
            {
                return address;
            }

            await watch.WaitAsync(_look, cancellation).ConfigureAwait(false);
        }

        if (!isNeededUp)
        {
            return "";
        }

        throw new FlinkException($"The JobManager of cluster {service.Metadata.Labels[ObjectLabels.Cluster]} is not up: {watch.Obstacle ?? watch.Waits ?? "no pod is ready"}.");
    }

    private async Task WaitAsync(KubernetesConnection connection, KubernetesCluster cluster, RestAccess access, V1Service service, CancellationToken cancellation)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await access.FindAsync(service, cluster.Watch.Pod, cancellation).ConfigureAwait(false) is { } address)
            {
                cluster.RestAddress = address;
                if (await _endpoint.AnswersAsync(address, cancellation).ConfigureAwait(false))
                {
                    return;
                }
            }

            if (cluster.Ended.IsCompleted)
            {
                // An application may be over by now.
                cluster.RestAddress = cluster.RestAddress.Length > 0 ? cluster.RestAddress : "localhost:0";
                return;
            }

            if (cluster.Watch.Obstacle is { } obstacle)
            {
                throw new FlinkException($"Cluster {cluster.Id} did not start: {obstacle}.{await LastWords.OfAsync(connection, cluster.Watch.Pod?.Metadata.Name, cancellation).ConfigureAwait(false)}");
            }

            if (TimeProvider.System.GetElapsedTime(begin) > _patience)
            {
                throw new FlinkException(
                    $"The JobManager of cluster {cluster.Id} does not answer after {_patience.TotalMinutes:F0} min: {cluster.Watch.Waits ?? "its pod runs"}.{await LastWords.OfAsync(connection, cluster.Watch.Pod?.Metadata.Name, cancellation).ConfigureAwait(false)}");
            }

            await cluster.Watch.WaitAsync(_look, cancellation).ConfigureAwait(false);
        }
    }
}
