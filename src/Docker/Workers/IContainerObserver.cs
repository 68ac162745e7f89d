namespace Flink.Docker.Workers;

/// <summary>Whom a <see cref="ContainerWatch"/> tells. Events are told while it compares, too.</summary>
internal interface IContainerObserver
{
    /// <summary>A worker's container has ended.</summary>
    void Died(string worker, long? exitCode);

    /// <summary>Somebody sent a signal to a worker's container through the engine.</summary>
    /// <param name="worker">The worker's id.</param>
    /// <param name="signal">The signal's number.</param>
    void Signalled(string worker, string signal);

    /// <summary>After a gap in what was told: what is there is to be looked at anew.</summary>
    Task CompareAsync(CancellationToken cancellation);

    /// <summary>Nothing can be watched any more.</summary>
    void Broken(Exception cause);
}
