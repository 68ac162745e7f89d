using Flink.Client.Deployment;
using Flink.Kubernetes.Api;
using k8s;

namespace Flink.Kubernetes.Clusters;

/// <summary>A cluster of pods.</summary>
internal sealed class KubernetesCluster : ICluster
{
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(25);

    private readonly KubernetesConnection _connection;
    private readonly ClusterTeardown _teardown;
    private readonly ClusterEndpoint _endpoint;
    private readonly RestAccess _access;
    private readonly PodSteps _steps;
    private readonly HighAvailabilityData _data;

    /// <param name="connection">The API; the cluster disposes of it.</param>
    /// <param name="teardown">Takes it away.</param>
    /// <param name="endpoint">How its REST endpoint is spoken with.</param>
    /// <param name="id">Its id.</param>
    /// <param name="watch">Follows it; the cluster disposes of it.</param>
    /// <param name="access">Leads to it; the cluster disposes of it.</param>
    /// <param name="data">What becomes of what it has stored for the next of its name.</param>
    public KubernetesCluster(
        KubernetesConnection connection, ClusterTeardown teardown, ClusterEndpoint endpoint, string id, JobManagerWatch watch, RestAccess access, HighAvailabilityData data)
    {
        _connection = connection;
        _teardown = teardown;
        _endpoint = endpoint;
        Id = id;
        Watch = watch;
        _access = access;
        _data = data;
        _steps = new PodSteps(connection, () => watch.Pod?.Metadata.Name);
    }

    public string Id { get; }

    public string RestAddress { get; set; } = "";

    public string RestUrl => _endpoint.UrlOf(RestAddress);

    public bool AddressFollowsLeader => true;

    public string LogHint => $"the pods, while they are there (kubectl logs -n {_connection.Namespace} deployment/{Id})";

    public IReadOnlyList<string> Announcement { get; set; } = [];

    public Task<JobManagerEnd> Ended => Watch.Ended;

    /// <summary>Follows its JobManager.</summary>
    public JobManagerWatch Watch { get; }

    public Task CopyOutputAsync(ClusterOutput output, CancellationToken cancellation)
    {
        _steps.CopyTo(output);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        // Who is asked to end removes what it has stored. One that is only deleted suspends its jobs.
        if (_data is not HighAvailabilityData.Kept && !Ended.IsCompleted && await _endpoint.AskToEndAsync(RestAddress, cancellation).ConfigureAwait(false))
        {
            await Task.WhenAny(Ended, Task.Delay(_goodbye, cancellation)).ConfigureAwait(false);
        }

        await _teardown.DeleteAsync(Id, Watch.Uid, cancellation).ConfigureAwait(false);
        await _teardown.WaitAsync(Id, cancellation).ConfigureAwait(false);
        if (_data is HighAvailabilityData.Removed)
        {
            // A JobManager that was down could not do it.
            await _teardown.DeleteDataAsync(Id, cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _steps.DisposeAsync().ConfigureAwait(false);
        await _access.DisposeAsync().ConfigureAwait(false);
        await Watch.DisposeAsync().ConfigureAwait(false);
        _connection.Dispose();
    }
}
