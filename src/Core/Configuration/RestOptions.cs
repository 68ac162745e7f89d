namespace Flink.Core.Configuration;

/// <summary>Options of the REST endpoint and of those who call it.</summary>
public static class RestOptions
{
    /// <summary>Host at which clients reach the endpoint.</summary>
    public static ConfigOption<string> Address { get; } = ConfigOption.String(
        "rest.address",
        "Host at which clients reach the endpoint.")
        .FallsBackTo("jobmanager.rpc.address")
        .Supported();

    /// <summary>Port at which clients reach the endpoint.</summary>
    public static ConfigOption<int> Port { get; } = ConfigOption.Int(
        "rest.port",
        8081,
        "Port at which clients reach the endpoint.")
        .Between(0, 65535)
        .Supported();

    /// <summary>Local address to listen at.</summary>
    public static ConfigOption<string> BindAddress { get; } = ConfigOption.String(
        "rest.bind-address",
        "Local address to listen at.")
        .Supported();

    /// <summary>Local port, or ports to try, to listen at.</summary>
    public static ConfigOption<string> BindPort { get; } = ConfigOption.PortRange(
        "rest.bind-port",
        "8081",
        "Local port, or ports to try, to listen at.")
        .FallsBackTo("rest.port")
        .Supported();

    /// <summary>Path before every address, for clients behind a proxy.</summary>
    public static ConfigOption<string> Path { get; } = ConfigOption.String(
        "rest.path",
        "Path before every address, for clients behind a proxy.")
        .Supported();

    /// <summary>Prefix of every address that the endpoint answers.</summary>
    public static ConfigOption<string> UrlPrefix { get; } = ConfigOption.String(
        "rest.url-prefix",
        "/",
        "Prefix of every address that the endpoint answers.")
        .Supported();

    /// <summary>How long a client looks for the leading endpoint.</summary>
    public static ConfigOption<TimeSpan> AwaitLeaderTimeout { get; } = ConfigOption.Duration(
        "rest.await-leader-timeout",
        "30 s",
        "How long a client looks for the leading endpoint.");

    /// <summary>How long a client tries to connect.</summary>
    public static ConfigOption<TimeSpan> ConnectionTimeout { get; } = ConfigOption.Duration(
        "rest.connection-timeout",
        "15 s",
        "How long a client tries to connect, and to find out who leads.")
        .Supported();

    /// <summary>An idle connection is closed after this time.</summary>
    public static ConfigOption<TimeSpan> IdlenessTimeout { get; } = ConfigOption.Duration(
        "rest.idleness-timeout",
        "5 min",
        "An idle connection is closed after this time.")
        .Supported();

    /// <summary>Attempts of a client before it gives up.</summary>
    public static ConfigOption<int> RetryAttempts { get; } = ConfigOption.Int(
        "rest.retry.max-attempts",
        20,
        "Attempts of a client before it gives up.")
        .AtLeast(0)
        .Supported();

    /// <summary>Pause between two attempts.</summary>
    public static ConfigOption<TimeSpan> RetryDelay { get; } = ConfigOption.Duration(
        "rest.retry.delay",
        "3 s",
        "Pause between two attempts.")
        .Supported();

    /// <summary>Bytes of the largest request that is accepted.</summary>
    public static ConfigOption<int> ServerMaxContentLength { get; } = ConfigOption.Int(
        "rest.server.max-content-length",
        104857600,
        "Bytes of the largest request that is accepted.")
        .AtLeast(1)
        .Supported();

    /// <summary>Threads that answer requests.</summary>
    public static ConfigOption<int> ServerThreads { get; } = ConfigOption.Int(
        "rest.server.numThreads",
        4,
        "Threads that answer requests.")
        .AtLeast(1);

    /// <summary>Bytes of the largest answer that a client accepts.</summary>
    public static ConfigOption<int> ClientMaxContentLength { get; } = ConfigOption.Int(
        "rest.client.max-content-length",
        104857600,
        "Bytes of the largest answer that a client accepts.")
        .AtLeast(1)
        .Supported();

    /// <summary>How long the result of an asynchronous request can be fetched.</summary>
    public static ConfigOption<TimeSpan> AsyncStoreDuration { get; } = ConfigOption.Duration(
        "rest.async.store-duration",
        "5 min",
        "How long the result of an asynchronous request can be fetched.");

    /// <summary>Checkpoints whose statistics are kept ready.</summary>
    public static ConfigOption<int> CheckpointStatisticsSize { get; } = ConfigOption.Int(
        "rest.cache.checkpoint-statistics.size",
        1000,
        "Checkpoints whose statistics are kept ready.")
        .AtLeast(0);

    /// <summary>How long kept statistics are shown before they are read anew.</summary>
    public static ConfigOption<TimeSpan> CheckpointStatisticsTimeout { get; } = ConfigOption.Duration(
        "rest.cache.checkpoint-statistics.timeout",
        "3 s",
        "How long kept statistics are shown before they are read anew.")
        .FallsBackTo("web.refresh-interval");

    /// <summary>Whether stacks of tasks can be sampled and shown.</summary>
    public static ConfigOption<bool> FlameGraph { get; } = ConfigOption.Bool(
        "rest.flamegraph.enabled",
        false,
        "Whether stacks of tasks can be sampled and shown.");

    /// <summary>Whether processes can be profiled by request.</summary>
    public static ConfigOption<bool> Profiling { get; } = ConfigOption.Bool(
        "rest.profiling.enabled",
        false,
        "Whether processes can be profiled by request.");

    /// <summary>Folder of the profiles.</summary>
    public static ConfigOption<string> ProfilingDirectory { get; } = ConfigOption.String(
        "rest.profiling.dir",
        "Folder of the profiles.")
        .DefaultShownAs("the temporary folder of the system");

    /// <summary>Longest profile that can be asked for.</summary>
    public static ConfigOption<TimeSpan> ProfilingDurationMax { get; } = ConfigOption.Duration(
        "rest.profiling.duration-max",
        "5 min",
        "Longest profile that can be asked for.")
        .Where(value => value > TimeSpan.Zero, "above zero");

    /// <summary>Profiles of each process that are kept.</summary>
    public static ConfigOption<int> ProfilingHistorySize { get; } = ConfigOption.Int(
        "rest.profiling.history-size",
        10,
        "Profiles of each process that are kept.")
        .AtLeast(1);

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "REST",
        [
            Address,
            Port,
            BindAddress,
            BindPort,
            Path,
            UrlPrefix,
            AwaitLeaderTimeout,
            ConnectionTimeout,
            IdlenessTimeout,
            RetryAttempts,
            RetryDelay,
            ServerMaxContentLength,
            ServerThreads,
            ClientMaxContentLength,
            AsyncStoreDuration,
            CheckpointStatisticsSize,
            CheckpointStatisticsTimeout,
            FlameGraph,
            Profiling,
            ProfilingDirectory,
            ProfilingDurationMax,
            ProfilingHistorySize,
        ]);
}
