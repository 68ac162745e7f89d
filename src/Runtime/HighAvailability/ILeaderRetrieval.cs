namespace Flink.Runtime.HighAvailability;

/// <summary>Tells where the leader is.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ILeaderRetrieval
{
    /// <summary>Watches a component.</summary>
    /// <param name="component">One of <see cref="LeaderComponents"/>.</param>
    /// <param name="changed">
    /// Called with what is known now, which may be null, and at each change; null while nobody is known to lead. One call at a time, from any
    /// thread, possibly before this method returns; must not block. An address stays the known one until another takes over or the leader gives way, also when its process has died:
    /// heartbeats tell that.
    /// </param>
    /// <returns>Disposing it ends the calls.</returns>
    IDisposable Watch(string component, Action<LeaderAddress?> changed);
}
