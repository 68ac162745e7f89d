using Flink.Client.Deployment;
using Flink.Client.Rest;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using k8s;

namespace Flink.Kubernetes.Clusters;

/// <summary>A cluster of pods.</summary>
internal sealed class KubernetesCluster : ICluster
{
    private static readonly TimeSpan _goodbye = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(3);

    private readonly KubernetesConnection _connection;
    private readonly ClusterTeardown _teardown;
    private readonly FlinkConfiguration _configuration;
    private readonly RestAccess _access;
    private readonly PodSteps _steps;

    /// <param name="connection">The API; the cluster disposes of it.</param>
    /// <param name="teardown">Takes it away.</param>
    /// <param name="configuration">The command's configuration.</param>
    /// <param name="id">Its id.</param>
    /// <param name="watch">Follows it; the cluster disposes of it.</param>
    /// <param name="access">Leads to it; the cluster disposes of it.</param>
    public KubernetesCluster(KubernetesConnection connection, ClusterTeardown teardown, FlinkConfiguration configuration, string id, JobManagerWatch watch, RestAccess access)
    {
        _connection = connection;
        _teardown = teardown;
        _configuration = configuration;
        Id = id;
        Watch = watch;
        _access = access;
        _steps = new PodSteps(connection, () => watch.Pod?.Metadata.Name);
    }

    public string Id { get; }

    public string RestAddress { get; set; } = "";

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

    /// <summary>Whether its REST endpoint takes jobs.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using var client = NewRestClient();
            await client.GetOverviewAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RestClientException)
        {
            return false;
        }
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (!Ended.IsCompleted && await AskToEndAsync(cancellation).ConfigureAwait(false))
        {
            await Task.WhenAny(Ended, Task.Delay(_goodbye, cancellation)).ConfigureAwait(false);
        }

        await _teardown.DeleteAsync(Id, Watch.Uid, cancellation).ConfigureAwait(false);
        await _teardown.WaitAsync(Id, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _steps.DisposeAsync().ConfigureAwait(false);
        await _access.DisposeAsync().ConfigureAwait(false);
        await Watch.DisposeAsync().ConfigureAwait(false);
        _connection.Dispose();
    }

    private async Task<bool> AskToEndAsync(CancellationToken cancellation)
    {
        if (RestAddress.Length == 0)
        {
            return false;
        }

        try
        {
            using var client = NewRestClient();
            await client.ShutDownAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (FlinkException)
        {
            // By force, then.
            return false;
        }
    }

    // With the encryption that is configured.
    private RestClient NewRestClient()
    {
        var settings = RestClientSettings.From(_configuration);
        var address = new Uri($"{settings.BaseAddress.Scheme}://{RestAddress}/");
        return new RestClient(settings with { BaseAddress = address, Timeout = _answer, RetryAttempts = 0 });
    }
}
