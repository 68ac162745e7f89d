namespace Flink.Client.Deployment;

/// <summary>A cluster that is alive, or was. Disposal lets go of it and ends nothing.</summary>
/// <remarks>Members may be called from several threads, <see cref="CopyOutputAsync"/> by one at a time.</remarks>
public interface ICluster : IAsyncDisposable
{
    /// <summary>Its name.</summary>
    string Id { get; }

    /// <summary>Where its REST endpoint is for this machine, "host:port".</summary>
    string RestAddress { get; }

    /// <summary>Where people find its logs: a folder, a command to type.</summary>
    string LogHint { get; }

    /// <summary>Completes when its JobManager is gone, with all that is known: exit code, signal, the end of its log. Never fails.</summary>
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
