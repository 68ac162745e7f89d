namespace Flink.Core.Configuration;

/// <summary>Options of the process that submits jobs.</summary>
public static class ClientOptions
{
    /// <summary>How long the client waits for an answer.</summary>
    public static ConfigOption<TimeSpan> Timeout { get; } = ConfigOption.Duration(
        "client.timeout",
        "60 s",
        "How long the client waits for an answer.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Time between two signs of life of an attached client.</summary>
    public static ConfigOption<TimeSpan> HeartbeatInterval { get; } = ConfigOption.Duration(
        "client.heartbeat.interval",
        "30 s",
        "Time between two signs of life of an attached client.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>An attached client without a sign of life for this long is taken for dead.</summary>
    public static ConfigOption<TimeSpan> HeartbeatTimeout { get; } = ConfigOption.Duration(
        "client.heartbeat.timeout",
        "3 min",
        "An attached client without a sign of life for this long is taken for dead.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Time between two looks at the state of a job.</summary>
    public static ConfigOption<TimeSpan> RetryPeriod { get; } = ConfigOption.Duration(
        "client.retry-period",
        "2 s",
        "Time between two looks at the state of a job.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Client",
        [
            Timeout,
            HeartbeatInterval,
            HeartbeatTimeout,
            RetryPeriod,
        ]);
}
