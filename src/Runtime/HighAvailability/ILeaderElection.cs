namespace Flink.Runtime.HighAvailability;

/// <summary>Contends for the leadership of a cluster on behalf of one process: all roles of a JobManager lead or none does.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ILeaderElection
{
    /// <summary>Begins to contend; goes on until <see cref="StopAsync"/>, also after a leadership was lost.</summary>
    /// <param name="contender">Who is told.</param>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    void Start(ILeaderContender contender);

    /// <summary>Stops contending. A leader is revoked and gives way, so that the next one need not wait for a time-out.</summary>
    /// <remarks>Stores are left as they are. Completes even when the provider cannot be reached: then the next leader waits.</remarks>
    Task StopAsync();
}
