using System.Globalization;
using Flink.Yarn.Rest;

namespace Flink.Yarn.Workers;

/// <summary>Says why YARN gives no containers: what is free.</summary>
internal sealed class RoomExplanation(ResourceManagerClient client)
{
    /// <summary>A sentence for people.</summary>
    /// <param name="queue">The queue that is asked.</param>
    /// <param name="count">How many containers are waited for.</param>
    /// <param name="memoryMb">The size of each.</param>
    /// <param name="virtualCores">The size of each.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="YarnException">YARN cannot be asked.</exception>
    public async Task<string> DescribeAsync(string queue, int count, long memoryMb, long virtualCores, CancellationToken cancellation)
    {
        var metrics = await client.GetMetricsAsync(cancellation).ConfigureAwait(false);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"YARN has no room in queue {queue} for {count} more of {memoryMb} MB and {virtualCores} virtual cores: on {metrics.ActiveNodes} machines {metrics.AvailableMb} MB and {metrics.AvailableVirtualCores} cores are free, for all queues together");
    }
}
