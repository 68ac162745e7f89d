using Flink.Core;
using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using Flink.Runtime.Blobs;
using Flink.Runtime.HighAvailability;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>The provider <c>kubernetes</c>: a lease says who should lead, config maps keep what the next leader needs, large data is on a file system (docs/decisions/0024).</summary>
internal sealed class KubernetesHighAvailability : IHighAvailabilityServices
{
    private readonly ILeadershipApi _api;
    private readonly LeaseObserver _observer;
    private readonly LeaseElection _election;
    private readonly LeaseRetrieval _retrieval;

    internal KubernetesHighAvailability(ILeadershipApi api, LeadershipSettings settings, string? pod, HighAvailabilitySurroundings surroundings)
    {
        _api = api;
        _observer = new LeaseObserver(api);
        _election = new LeaseElection(api, _observer, settings, new LeaseHolder(pod, surroundings), surroundings);
        _retrieval = new LeaseRetrieval(_observer, surroundings.Logger);
        Blobs = new FolderBlobs(surroundings.FileSystems.For(settings.Folder), settings.BlobFolder);
    }

    public ILeaderElection Election => _election;

    public ILeaderRetrieval Retrieval => _retrieval;

    public IDurableBlobs? Blobs { get; }

    /// <summary>Makes the services; a <see cref="HighAvailabilityFactory"/>.</summary>
    /// <exception cref="FlinkException">An option is missing or wrong; names it.</exception>
    public static IHighAvailabilityServices Create(FlinkConfiguration configuration, HighAvailabilitySurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(surroundings);
        var settings = LeadershipSettings.From(configuration);
        var api = new LeadershipApi(KubernetesConnection.Open(configuration, surroundings.Clock), settings, surroundings);
        return new KubernetesHighAvailability(api, settings, Environment.GetEnvironmentVariable(LeaseHolder.PodVariable), surroundings);
    }

    public Task RemoveDataAsync(LeaderSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _election.RemoveDataAsync(session);
    }

    public async ValueTask DisposeAsync()
    {
        await _election.StopAsync().ConfigureAwait(false);
        _election.Dispose();
        _observer.Dispose();
        if (_api is IDisposable api)
        {
            api.Dispose();
        }
    }
}
