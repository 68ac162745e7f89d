namespace Flink.Client.Deployment;

/// <summary>A cluster that is alive, or was. Disposal lets go of it and ends nothing, but what leads to its REST endpoint may be gone then (a tunnel).</summary>
/// <remarks>Members may be called from several threads, <see cref="CopyOutputAsync"/> by one at a time.</remarks>
public interface ICluster : IAsyncDisposable
{
    /// <summary>Its name in its system: by it <see cref="IClusterDescriptor.FindAsync"/> finds it.</summary>
    string Id { get; }

    /// <summary>Where its REST endpoint is for this machine, <c>host:port</c>, with a path behind it where a proxy leads there: <c>host:port/proxy/application_1</c>.</summary>
    string RestAddress { get; }

    /// <summary>The same as people open it, <c>https://</c> where it is encrypted.</summary>
    string RestUrl { get; }

    /// <summary>Whether <see cref="RestAddress"/> leads to whichever JobManager leads, so that with high availability nobody looks the leader's own address up.</summary>
    bool AddressFollowsLeader => false;

    /// <summary>Where people find its logs: a folder, a command to type.</summary>
    string LogHint { get; }

    /// <summary>The lines by which users of its system know that it was deployed, for standard output; none where <c>name system address</c> says all.</summary>
    IReadOnlyList<string> Announcement => [];

    /// <summary>Completes when its JobManager is gone for good, with all that is known: exit code, signal, the end of its log. Never fails.</summary>
    Task<JobManagerEnd> Ended { get; }

    /// <summary>Copies what its processes have printed since the last call; what was printed before the cluster was found is left out. After a job's end one call brings everything that its tasks have printed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="cancellation">Stops copying; what was copied is not copied again.</param>
    /// <exception cref="Core.FlinkException">The output cannot be read.</exception>
    Task CopyOutputAsync(ClusterOutput output, CancellationToken cancellation);

    /// <summary>Ends it: in order where its JobManager still answers (jobs are cancelled, workers released, the system told), else by force. A cluster that is gone is no error.</summary>
    /// <returns>Completes when nothing is left of it.</returns>
    /// <exception cref="Core.FlinkException">Something is left, and what.</exception>
    Task StopAsync(CancellationToken cancellation);
}
