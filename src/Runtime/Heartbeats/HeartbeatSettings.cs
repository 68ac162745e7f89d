using Flink.Core.Configuration;

namespace Flink.Runtime.Heartbeats;

/// <summary>The rhythm of signs of life between endpoints.</summary>
/// <param name="Interval">Time between two.</param>
/// <param name="Timeout">A peer without one for this long counts as lost.</param>
/// <param name="MaxUndelivered">Heartbeats in a row that cannot be delivered before the peer counts as lost; -1 for as many as there may be.</param>
public sealed record HeartbeatSettings(TimeSpan Interval, TimeSpan Timeout, int MaxUndelivered)
{
    /// <summary>Apache Flink's: every 10 s, lost after 50 s or two that could not be delivered.</summary>
    public static HeartbeatSettings Default { get; } = From(FlinkConfiguration.Empty);

    /// <summary>Reads <c>heartbeat.*</c>.</summary>
    /// <exception cref="ConfigurationException">The time-out is not above the interval.</exception>
    public static HeartbeatSettings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var interval = configuration.Get(ClusterOptions.HeartbeatInterval);
        var timeout = configuration.Get(ClusterOptions.HeartbeatTimeout);
        return timeout > interval
            ? new HeartbeatSettings(interval, timeout, configuration.Get(ClusterOptions.HeartbeatRpcFailures))
            : throw new ConfigurationException(
                $"{ClusterOptions.HeartbeatTimeout.Key} is {timeout} and must be above {ClusterOptions.HeartbeatInterval.Key}, which is {interval}: "
                + "every peer would count as lost before its next sign of life.");
    }
}
