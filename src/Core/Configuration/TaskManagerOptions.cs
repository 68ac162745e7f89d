namespace Flink.Core.Configuration;

/// <summary>Options of the processes that run tasks.</summary>
public static class TaskManagerOptions
{
    /// <summary>Slots of each worker; each runs one pipeline of a job.</summary>
    public static ConfigOption<int> TaskSlots { get; } = ConfigOption.Int(
        "taskmanager.numberOfTaskSlots",
        1,
        "Slots of each worker; each runs one pipeline of a job.")
        .AtLeast(1)
        .Supported();

    /// <summary>Name or address under which others reach the worker.</summary>
    public static ConfigOption<string> Host { get; } = ConfigOption.String(
        "taskmanager.host",
        "Name or address under which others reach the worker.")
        .Supported();

    /// <summary>Local address to listen at.</summary>
    public static ConfigOption<string> BindHost { get; } = ConfigOption.String(
        "taskmanager.bind-host",
        "Local address to listen at.")
        .DefaultShownAs("0.0.0.0")
        .Supported();

    /// <summary>Port for control messages.</summary>
    public static ConfigOption<string> RpcPort { get; } = ConfigOption.PortRange(
        "taskmanager.rpc.port",
        "0",
        "Port for control messages.")
        .Supported();

    /// <summary>Local port to listen at, where it differs.</summary>
    public static ConfigOption<int> RpcBindPort { get; } = ConfigOption.Int(
        "taskmanager.rpc.bind-port",
        "Local port to listen at, where it differs.")
        .Between(0, 65535);

    /// <summary>Name of the worker; set by the deployment that started it.</summary>
    public static ConfigOption<string> ResourceId { get; } = ConfigOption.String(
        "taskmanager.resource-id",
        "Name of the worker; set by the deployment that started it.")
        .DefaultShownAs("host:port and a random part")
        .Supported();

    /// <summary>A worker that cannot register for this long ends.</summary>
    public static ConfigOption<TimeSpan> RegistrationTimeout { get; } = ConfigOption.Duration(
        "taskmanager.registration.timeout",
        "5 min",
        "A worker that cannot register for this long ends.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>How long a slot waits for its job before it is free again.</summary>
    public static ConfigOption<TimeSpan> SlotTimeout { get; } = ConfigOption.Duration(
        "taskmanager.slot.timeout",
        "10 s",
        "How long a slot waits for its job before it is free again.")
        .FallsBackTo("pekko.ask.timeout")
        .Supported();

    /// <summary>Cores of each worker.</summary>
    public static ConfigOption<double> CpuCores { get; } = ConfigOption.Double(
        "taskmanager.cpu.cores",
        "Cores of each worker.")
        .Where(value => value > 0, "above zero")
        .Supported();

    /// <summary>Whether a worker announces its address or its host name.</summary>
    public static ConfigOption<string> NetworkBindPolicy { get; } = ConfigOption.Choice(
        "taskmanager.network.bind-policy",
        ["ip", "name"],
        "ip",
        "Whether a worker announces its address or its host name.")
        .Supported();

    /// <summary>Whether a worker ends at once when a task runs out of memory.</summary>
    public static ConfigOption<bool> ExitOnOutOfMemory { get; } = ConfigOption.Bool(
        "taskmanager.jvm-exit-on-oom",
        false,
        "Whether a worker ends at once when a task runs out of memory.");

    /// <summary>Whether slots or tasks are spread evenly over the workers.</summary>
    public static ConfigOption<string> LoadBalanceMode { get; } = ConfigOption.Choice(
        "taskmanager.load-balance.mode",
        ["NONE", "SLOTS", "TASKS"],
        "NONE",
        "Whether slots or tasks are spread evenly over the workers.")
        .Supported();

    /// <summary>Time between two attempts to interrupt a task that is being cancelled.</summary>
    public static ConfigOption<TimeSpan> CancellationInterval { get; } = ConfigOption.Duration(
        "task.cancellation.interval",
        "30 s",
        "Time between two attempts to interrupt a task that is being cancelled.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>
    /// A task that has not stopped this long after its cancellation ends its worker; 0 waits for ever.
    /// </summary>
    public static ConfigOption<TimeSpan> CancellationTimeout { get; } = ConfigOption.Duration(
        "task.cancellation.timeout",
        "3 min",
        "A task that has not stopped this long after its cancellation ends its worker; 0 waits for ever.")
        .Supported();

    /// <summary>How long a cancelled task waits for its running timers.</summary>
    public static ConfigOption<TimeSpan> CancellationTimersTimeout { get; } = ConfigOption.Duration(
        "task.cancellation.timers.timeout",
        "7500 ms",
        "How long a cancelled task waits for its running timers.");

    /// <summary>
    /// Different programs that a worker loads before it is replaced when idle, since loaded code is never given back.
    /// </summary>
    public static ConfigOption<int> MaxLoadedPrograms { get; } = ConfigOption.Int(
        "taskmanager.programs.max-loaded",
        50,
        "Different programs that a worker loads before it is replaced when idle, since loaded code is never "
            + "given back.")
        .AtLeast(1)
        .Supported();

    /// <summary>
    /// How long a worker that is told to end (SIGTERM) waits at most for its tasks to move to others from a checkpoint; 0 does not wait.
    /// </summary>
    public static ConfigOption<TimeSpan> DrainTimeout { get; } = ConfigOption.Duration(
        "taskmanager.drain-timeout",
        "8 s",
        "How long a worker that is told to end (SIGTERM) waits at most for its tasks to move to others from a checkpoint; 0 does not wait. "
            + "Shorter than what whoever ends it allows: docker stop kills after 10 s.")
        .Where(value => value >= TimeSpan.Zero, "not negative")
        .Supported();

    /// <summary>Path of the worker's log, as the web interface shows it.</summary>
    public static ConfigOption<string> LogPath { get; } = ConfigOption.String(
        "taskmanager.log.path",
        "Path of the worker's log, as the web interface shows it.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "TaskManager",
        [
            TaskSlots,
            Host,
            BindHost,
            RpcPort,
            RpcBindPort,
            ResourceId,
            RegistrationTimeout,
            SlotTimeout,
            CpuCores,
            NetworkBindPolicy,
            ExitOnOutOfMemory,
            LoadBalanceMode,
            CancellationInterval,
            CancellationTimeout,
            CancellationTimersTimeout,
            MaxLoadedPrograms,
            DrainTimeout,
            LogPath,
        ]);
}
