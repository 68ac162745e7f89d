using Flink.Core;
using Flink.Core.Configuration;
using Flink.Runtime.Blobs;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>The provider FILESYSTEM: everything in one folder that all processes of the cluster share (docs/decisions/0014).</summary>
public sealed class FolderHighAvailability : IHighAvailabilityServices
{
    private readonly FolderElection _election;
    private readonly FolderRetrieval _retrieval;

    private FolderHighAvailability(ClusterFolder folder, FolderSettings settings, HighAvailabilitySurroundings surroundings)
    {
        _election = new FolderElection(folder, settings, surroundings);
        _retrieval = new FolderRetrieval(folder, settings, surroundings);
        Blobs = new FolderBlobs(folder.Files, folder.Blobs);
    }

    /// <inheritdoc/>
    public ILeaderElection Election => _election;

    /// <inheritdoc/>
    public ILeaderRetrieval Retrieval => _retrieval;

    /// <inheritdoc/>
    public IDurableBlobs? Blobs { get; }

    /// <summary>Makes the services; a <see cref="HighAvailabilityFactory"/>.</summary>
    /// <exception cref="FlinkException">An option is missing or wrong; names it.</exception>
    public static FolderHighAvailability Create(FlinkConfiguration configuration, HighAvailabilitySurroundings surroundings) =>
        Create(configuration, surroundings, static settings => settings);

    /// <summary>
    /// Makes the services for systems that start a JobManager only when the one before has ended: one that starts waits for no lease of another. Should
    /// that one live nevertheless it loses its leadership, and nothing that it writes is read, as always.
    /// </summary>
    /// <exception cref="FlinkException">An option is missing or wrong; names it.</exception>
    public static FolderHighAvailability CreateForSuccessors(FlinkConfiguration configuration, HighAvailabilitySurroundings surroundings) =>
        Create(configuration, surroundings, static settings => settings with { BeginsAtOnce = true });

    /// <inheritdoc/>
    public Task RemoveDataAsync(LeaderSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _election.RemoveDataAsync(session);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _election.StopAsync();
        _election.Dispose();
        _retrieval.Dispose();
    }

    private static FolderHighAvailability Create(FlinkConfiguration configuration, HighAvailabilitySurroundings surroundings, Func<FolderSettings, FolderSettings> adapt)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(surroundings);
        var settings = adapt(FolderSettings.From(configuration));
        return new FolderHighAvailability(new ClusterFolder(surroundings.FileSystems.For(settings.Folder), settings.Folder), settings, surroundings);
    }
}
