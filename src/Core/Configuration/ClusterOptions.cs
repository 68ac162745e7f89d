namespace Flink.Core.Configuration;

/// <summary>Options of how processes find, watch and call each other.</summary>
public static class ClusterOptions
{
    /// <summary>Whether slots are taken from the least used worker first.</summary>
    public static ConfigOption<bool> EvenlySpreadOutSlots { get; } = ConfigOption.Bool(
        "cluster.evenly-spread-out-slots",
        false,
        "Whether slots are taken from the least used worker first.")
        .Supported();

    /// <summary>The name of a running cluster that jobs are sent to.</summary>
    public static ConfigOption<string> Id { get; } = ConfigOption.String(
        "cluster.id",
        "Name of a running session cluster that commands ask and jobs are sent to, as `flink session list` shows it.")
        .Supported();

    /// <summary>Whether idle processes play a small job in themselves after their start.</summary>
    public static ConfigOption<bool> RehearsalEnabled { get; } = ConfigOption.Bool(
        "cluster.rehearsal.enabled",
        true,
        "Whether JobManagers and TaskManagers that stay without work after their start play a small job in themselves, once, so that the first real job finds code that is "
        + "compiled already. It takes half a second of processor time, uses nothing of the cluster and yields to real work. Processes that export metrics or traces never do it.")
        .Supported();

    /// <summary>Time-out of the first attempt of any registration; doubles up to the longest.</summary>
    public static ConfigOption<TimeSpan> RegistrationInitialTimeout { get; } = ConfigOption.Duration(
        "cluster.registration.initial-timeout",
        "100 ms",
        "Time-out of the first attempt of any registration; doubles up to the longest.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Longest time-out of an attempt.</summary>
    public static ConfigOption<TimeSpan> RegistrationMaxTimeout { get; } = ConfigOption.Duration(
        "cluster.registration.max-timeout",
        "30 s",
        "Longest time-out of an attempt.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Pause after an attempt that failed.</summary>
    public static ConfigOption<TimeSpan> RegistrationErrorDelay { get; } = ConfigOption.Duration(
        "cluster.registration.error-delay",
        "10 s",
        "Pause after an attempt that failed.")
        .Supported();

    /// <summary>Pause after an attempt that was refused.</summary>
    public static ConfigOption<TimeSpan> RegistrationRefusedDelay { get; } = ConfigOption.Duration(
        "cluster.registration.refused-registration-delay",
        "30 s",
        "Pause after an attempt that was refused.")
        .Supported();

    /// <summary>How long services may take to stop.</summary>
    public static ConfigOption<TimeSpan> ServicesShutdownTimeout { get; } = ConfigOption.Duration(
        "cluster.services.shutdown-timeout",
        "30 s",
        "How long services may take to stop.");

    /// <summary>Time between two signs of life.</summary>
    public static ConfigOption<TimeSpan> HeartbeatInterval { get; } = ConfigOption.Duration(
        "heartbeat.interval",
        "10 s",
        "Time between two signs of life.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>A peer without a sign of life for this long counts as lost.</summary>
    public static ConfigOption<TimeSpan> HeartbeatTimeout { get; } = ConfigOption.Duration(
        "heartbeat.timeout",
        "50 s",
        "A peer without a sign of life for this long counts as lost.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Heartbeats in a row that cannot be delivered before the peer counts as lost; -1 never.</summary>
    public static ConfigOption<int> HeartbeatRpcFailures { get; } = ConfigOption.Int(
        "heartbeat.rpc-failure-threshold",
        2,
        "Heartbeats in a row that cannot be delivered before the peer counts as lost; -1 never.")
        .AtLeast(-1)
        .Supported();

    /// <summary>How long a call between processes may take.</summary>
    public static ConfigOption<TimeSpan> AskTimeout { get; } = ConfigOption.Duration(
        "pekko.ask.timeout",
        "10 s",
        "How long a call between processes may take.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Deprecates("akka.ask.timeout")
        .Supported();

    /// <summary>Largest message between processes; written with a unit or as Flink's `10485760b`.</summary>
    public static ConfigOption<MemorySize> FrameSize { get; } = ConfigOption.Memory(
        "pekko.framesize",
        "10 mb",
        "Largest message between processes; written with a unit or as Flink's `10485760b`.")
        .Where(value => value > MemorySize.Zero, "above zero")
        .Deprecates("akka.framesize")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Cluster",
        [
            Id,
            EvenlySpreadOutSlots,
            RehearsalEnabled,
            RegistrationInitialTimeout,
            RegistrationMaxTimeout,
            RegistrationErrorDelay,
            RegistrationRefusedDelay,
            ServicesShutdownTimeout,
            HeartbeatInterval,
            HeartbeatTimeout,
            HeartbeatRpcFailures,
            AskTimeout,
            FrameSize,
        ]);
}
