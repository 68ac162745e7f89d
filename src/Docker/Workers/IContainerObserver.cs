using Docker.DotNet.Models;

namespace Flink.Docker.Workers;

/// <summary>Whom a <see cref="ContainerWatch"/> tells; one call at a time.</summary>
internal interface IContainerObserver
{
    /// <summary>A worker's container has ended.</summary>
    void Died(string worker, string container, long? exitCode);

    /// <summary>Somebody sent a signal to a worker's container through the engine.</summary>
    /// <param name="worker">The worker's id.</param>
    /// <param name="signal">The signal's number.</param>
    void Signalled(string worker, string signal);

    /// <summary>All workers' containers, after a gap in what was told.</summary>
    void Listed(IList<ContainerListResponse> containers);

    /// <summary>Nothing can be watched any more.</summary>
    void Broken(Exception cause);
}
