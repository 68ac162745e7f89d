using Flink.Runtime.Blobs;

namespace Flink.Runtime.HighAvailability;

/// <summary>How a cluster survives the loss of its JobManager: who leads, how he is found, and what the next leader finds.</summary>
/// <remarks>One object for each process, safe for concurrent use. Made by <see cref="HighAvailabilityProviders"/>.</remarks>
public interface IHighAvailabilityServices : IAsyncDisposable
{
    /// <summary>Lets this process contend for leadership; only JobManagers use it.</summary>
    ILeaderElection Election { get; }

    /// <summary>Tells who leads; every process uses it.</summary>
    ILeaderRetrieval Retrieval { get; }

    /// <summary>Where permanent blobs are kept for the next leader; null when nothing outlives the process.</summary>
    IDurableBlobs? Blobs { get; }

    /// <summary>Removes all that the cluster has kept, once it has come to its orderly end. Not when a process merely stops: the next one needs it.</summary>
    /// <param name="session">The session of this process, which must still lead; it does not lead afterwards.</param>
    /// <exception cref="LeadershipLostException">Another process leads, and the data is its own.</exception>
    Task RemoveDataAsync(LeaderSession session);
}
