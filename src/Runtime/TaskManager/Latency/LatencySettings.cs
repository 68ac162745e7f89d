using Flink.Core.Configuration;

namespace Flink.Runtime.TaskManager.Latency;

/// <summary>Whether and how a TaskManager measures the time that records are under way (<c>metrics.latency.*</c>).</summary>
public sealed record LatencySettings
{
    /// <summary>Time between two markers of a source; zero sends none. A job may say otherwise.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How far sources are told apart.</summary>
    public LatencyGranularity Granularity { get; init; } = LatencyGranularity.Operator;

    /// <summary>Latencies that a histogram remembers.</summary>
    public int HistorySize { get; init; } = MetricOptions.LatencyHistorySize.DefaultValue;

    /// <summary>Reads the options.</summary>
    public static LatencySettings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new LatencySettings
        {
            Interval = configuration.Get(MetricOptions.LatencyInterval),
            Granularity = Enum.Parse<LatencyGranularity>(configuration.Get(MetricOptions.LatencyGranularity), ignoreCase: true),
            HistorySize = configuration.Get(MetricOptions.LatencyHistorySize),
        };
    }
}
