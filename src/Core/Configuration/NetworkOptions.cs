namespace Flink.Core.Configuration;

/// <summary>Options of the exchange of records between workers.</summary>
public static class NetworkOptions
{
    /// <summary>Port at which a worker receives records; 0 lets the system choose.</summary>
    public static ConfigOption<int> DataPort { get; } = ConfigOption.Int(
        "taskmanager.data.port",
        0,
        "Port at which a worker receives records; 0 lets the system choose.")
        .Between(0, 65535)
        .Supported();

    /// <summary>Local port to listen at, where it differs.</summary>
    public static ConfigOption<string> DataBindPort { get; } = ConfigOption.PortRange(
        "taskmanager.data.bind-port",
        "Local port to listen at, where it differs.")
        .FallsBackTo("taskmanager.data.port")
        .Supported();

    /// <summary>Whether the exchange is encrypted when internal encryption is on.</summary>
    public static ConfigOption<bool> DataSsl { get; } = ConfigOption.Bool(
        "taskmanager.data.ssl.enabled",
        true,
        "Whether the exchange is encrypted when internal encryption is on.")
        .Supported();

    /// <summary>Buffers of its own that each channel has.</summary>
    public static ConfigOption<int> BuffersPerChannel { get; } = ConfigOption.Int(
        "taskmanager.network.memory.buffers-per-channel",
        2,
        "Buffers of its own that each channel has.")
        .AtLeast(0);

    /// <summary>Buffers that the channels of one input share.</summary>
    public static ConfigOption<int> FloatingBuffersPerGate { get; } = ConfigOption.Int(
        "taskmanager.network.memory.floating-buffers-per-gate",
        8,
        "Buffers that the channels of one input share.")
        .AtLeast(0);

    /// <summary>Buffers that one channel may hold before its sender is held back.</summary>
    public static ConfigOption<int> MaxBuffersPerChannel { get; } = ConfigOption.Int(
        "taskmanager.network.memory.max-buffers-per-channel",
        10,
        "Buffers that one channel may hold before its sender is held back.")
        .AtLeast(1);

    /// <summary>Buffers that a task may borrow to finish a record when its own are used up.</summary>
    public static ConfigOption<int> MaxOverdraftBuffers { get; } = ConfigOption.Int(
        "taskmanager.network.memory.max-overdraft-buffers-per-gate",
        5,
        "Buffers that a task may borrow to finish a record when its own are used up.")
        .AtLeast(0);

    /// <summary>Whether buffers shrink under back-pressure, so that queues hold a target time of records.</summary>
    public static ConfigOption<bool> BufferDebloat { get; } = ConfigOption.Bool(
        "taskmanager.network.memory.buffer-debloat.enabled",
        false,
        "Whether buffers shrink under back-pressure, so that queues hold a target time of records.");

    /// <summary>Time that records in flight should take to consume.</summary>
    public static ConfigOption<TimeSpan> BufferDebloatTarget { get; } = ConfigOption.Duration(
        "taskmanager.network.memory.buffer-debloat.target",
        "1 s",
        "Time that records in flight should take to consume.")
        .Where(value => value > TimeSpan.Zero, "above zero");

    /// <summary>Compression of results that batch stages store.</summary>
    public static ConfigOption<string> BatchCompression { get; } = ConfigOption.Choice(
        "taskmanager.network.compression.codec",
        ["NONE", "LZ4", "ZSTD", "LZO"],
        "LZ4",
        "Compression of results that batch stages store.");

    /// <summary>Whether records between workers are compressed.</summary>
    public static ConfigOption<bool> PipelinedCompression { get; } = ConfigOption.Bool(
        "taskmanager.network.pipelined-compression.enabled",
        false,
        "Whether batches of records on their way to another worker are compressed with LZ4. It takes processor time on both sides, so it only pays off where the network is slow. "
        + "Each worker decides for what it sends. Apache Flink does not compress such exchanges and has no key for it.")
        .Supported();

    /// <summary>Milliseconds before the first retry to reach a producer.</summary>
    public static ConfigOption<int> RequestBackoffInitial { get; } = ConfigOption.Int(
        "taskmanager.network.request-backoff.initial",
        100,
        "Milliseconds before the first retry to reach a producer.")
        .AtLeast(0);

    /// <summary>Longest time in milliseconds between two retries.</summary>
    public static ConfigOption<int> RequestBackoffMax { get; } = ConfigOption.Int(
        "taskmanager.network.request-backoff.max",
        10000,
        "Longest time in milliseconds between two retries.")
        .AtLeast(0);

    /// <summary>Milliseconds that a new task waits for its buffers.</summary>
    public static ConfigOption<long> ExclusiveBuffersTimeout { get; } = ConfigOption.Long(
        "taskmanager.network.memory.exclusive-buffers-request-timeout-ms",
        30000,
        "Milliseconds that a new task waits for its buffers.")
        .AtLeast(0);

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Exchange",
        [
            DataPort,
            DataBindPort,
            DataSsl,
            BuffersPerChannel,
            FloatingBuffersPerGate,
            MaxBuffersPerChannel,
            MaxOverdraftBuffers,
            BufferDebloat,
            BufferDebloatTarget,
            BatchCompression,
            PipelinedCompression,
            RequestBackoffInitial,
            RequestBackoffMax,
            ExclusiveBuffersTimeout,
        ]);
}
