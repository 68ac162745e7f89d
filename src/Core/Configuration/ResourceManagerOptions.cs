namespace Flink.Core.Configuration;

/// <summary>Options of the part that asks for workers and hands out their slots.</summary>
public static class ResourceManagerOptions
{
    /// <summary>The name of the driver that starts workers on demand; without it workers come from outside and register by themselves.</summary>
    public static ConfigOption<string> Driver { get; } = ConfigOption.String(
        "resourcemanager.driver",
        "The name of the driver that starts workers on demand: a built-in one or that of a plug-in. Without it workers come from outside "
            + "and register by themselves.")
        .Supported();

    /// <summary>Where a driver keeps what the next JobManager of the cluster must know.</summary>
    public static ConfigOption<string> StateDirectory { get; } = ConfigOption.String(
        "resourcemanager.driver.state-dir",
        "Folder where a driver keeps what the next JobManager of the cluster on this machine must know, such as which processes are its workers.")
        .DefaultShownAs("one for each cluster below `FLINK_STATE_DIR`, else `~/.local/state/flink-dotnet`")
        .Supported();

    /// <summary>How long a released worker on this machine may take to end before it is killed.</summary>
    public static ConfigOption<TimeSpan> TerminationGrace { get; } = ConfigOption.Duration(
        "resourcemanager.process.termination-grace",
        "10 s",
        "With the driver `process`: how long a released worker may take to end before it is killed with all processes of its group.")
        .Supported();

    /// <summary>Whether workers on this machine get a control group that limits their memory.</summary>
    public static ConfigOption<bool> ControlGroups { get; } = ConfigOption.Bool(
        "resourcemanager.process.control-groups",
        true,
        "With the driver `process`: whether a worker gets a control group that limits its memory to the size of its process, where control groups "
            + "can be written. The limit of its collected heap holds in any case.")
        .Supported();

    /// <summary>An idle worker is released after this time.</summary>
    public static ConfigOption<TimeSpan> TaskManagerTimeout { get; } = ConfigOption.Duration(
        "resourcemanager.taskmanager-timeout",
        "30 s",
        "An idle worker is released after this time.")
        .Supported();

    /// <summary>A started worker that has not registered after this time is given up.</summary>
    public static ConfigOption<TimeSpan> RegistrationTimeout { get; } = ConfigOption.Duration(
        "resourcemanager.taskmanager-registration.timeout",
        "5 min",
        "A started worker that has not registered after this time is given up.")
        .FallsBackTo("taskmanager.registration.timeout")
        .Supported();

    /// <summary>How long a new leader waits for workers of the old one before it asks for more.</summary>
    public static ConfigOption<TimeSpan> PreviousWorkerRecoveryTimeout { get; } = ConfigOption.Duration(
        "resourcemanager.previous-worker.recovery.timeout",
        "0 ms",
        "How long a new leader waits for workers of the old one before it asks for more.")
        .Supported();

    /// <summary>Failed starts of workers in a minute after which starts pause.</summary>
    public static ConfigOption<double> StartWorkerMaxFailureRate { get; } = ConfigOption.Double(
        "resourcemanager.start-worker.max-failure-rate",
        10.0,
        "Failed starts of workers in a minute after which starts pause.")
        .Where(value => value > 0, "above zero")
        .Supported();

    /// <summary>The pause after too many failed starts.</summary>
    public static ConfigOption<TimeSpan> StartWorkerRetryInterval { get; } = ConfigOption.Duration(
        "resourcemanager.start-worker.retry-interval",
        "3 s",
        "The pause after too many failed starts.")
        .Supported();

    /// <summary>A job whose leader is gone for this long is forgotten.</summary>
    public static ConfigOption<TimeSpan> JobTimeout { get; } = ConfigOption.Duration(
        "resourcemanager.job.timeout",
        "5 min",
        "A job whose leader is gone for this long is forgotten.")
        .Supported();

    /// <summary>
    /// Milliseconds that workers may take to come before missing slots fail jobs; -1 takes `slot.request.timeout`.
    /// </summary>
    public static ConfigOption<long> StandaloneStartUpTime { get; } = ConfigOption.Long(
        "resourcemanager.standalone.start-up-time",
        -1,
        "Milliseconds that workers may take to come before missing slots fail jobs; -1 takes "
            + "`slot.request.timeout`.")
        .AtLeast(-1)
        .Supported();

    /// <summary>Whether an idle worker is kept while results that it stores are needed.</summary>
    public static ConfigOption<bool> ReleaseWaitResultConsumed { get; } = ConfigOption.Bool(
        "resourcemanager.taskmanager-release.wait.result.consumed",
        true,
        "Whether an idle worker is kept while results that it stores are needed.")
        .Supported();

    /// <summary>Port of the ResourceManager where it runs by itself.</summary>
    public static ConfigOption<int> RpcPort { get; } = ConfigOption.Int(
        "resourcemanager.rpc.port",
        0,
        "Port of the ResourceManager where it runs by itself.")
        .Between(0, 65535);

    /// <summary>Most slots that the cluster asks for.</summary>
    public static ConfigOption<int> MaxSlots { get; } = ConfigOption.Int(
        "slotmanager.number-of-slots.max",
        2147483647,
        "Most slots that the cluster asks for.")
        .AtLeast(0)
        .Supported();

    /// <summary>Slots that the cluster holds even when idle.</summary>
    public static ConfigOption<int> MinSlots { get; } = ConfigOption.Int(
        "slotmanager.number-of-slots.min",
        0,
        "Slots that the cluster holds even when idle.")
        .AtLeast(0)
        .Supported();

    /// <summary>Most cores that the cluster asks for.</summary>
    public static ConfigOption<double> MaxTotalCpu { get; } = ConfigOption.Double(
        "slotmanager.max-total-resource.cpu",
        "Most cores that the cluster asks for.")
        .AtLeast(0)
        .Supported();

    /// <summary>Most memory that the cluster asks for.</summary>
    public static ConfigOption<MemorySize> MaxTotalMemory { get; } = ConfigOption.Memory(
        "slotmanager.max-total-resource.memory",
        "Most memory that the cluster asks for.")
        .Supported();

    /// <summary>Cores that the cluster holds even when idle.</summary>
    public static ConfigOption<double> MinTotalCpu { get; } = ConfigOption.Double(
        "slotmanager.min-total-resource.cpu",
        "Cores that the cluster holds even when idle.")
        .AtLeast(0)
        .Supported();

    /// <summary>Memory that the cluster holds even when idle.</summary>
    public static ConfigOption<MemorySize> MinTotalMemory { get; } = ConfigOption.Memory(
        "slotmanager.min-total-resource.memory",
        "Memory that the cluster holds even when idle.")
        .Supported();

    /// <summary>Spare workers that shorten recovery.</summary>
    public static ConfigOption<int> RedundantTaskManagers { get; } = ConfigOption.Int(
        "slotmanager.redundant-taskmanager-num",
        0,
        "Spare workers that shorten recovery.")
        .AtLeast(0)
        .Supported();

    /// <summary>How long changes of demand are gathered before slots are matched.</summary>
    public static ConfigOption<TimeSpan> RequirementCheckDelay { get; } = ConfigOption.Duration(
        "slotmanager.requirement-check.delay",
        "50 ms",
        "How long changes of demand are gathered before slots are matched.")
        .Supported();

    /// <summary>How long changes are gathered before needed workers are declared.</summary>
    public static ConfigOption<TimeSpan> DeclareNeededResourceDelay { get; } = ConfigOption.Duration(
        "slotmanager.declare-needed-resource.delay",
        "50 ms",
        "How long changes are gathered before needed workers are declared.")
        .Supported();

    /// <summary>
    /// Workers in a row that end on one machine before they have registered, after which nothing is placed on it for a while; 0 for never.
    /// </summary>
    public static ConfigOption<int> QuarantineStartFailures { get; } = ConfigOption.Int(
        "resourcemanager.node-quarantine.start-failures",
        0,
        "Workers in a row that end on one machine before they have registered, after which nothing is placed on it "
            + "for a while; 0 for never.")
        .AtLeast(0)
        .Supported();

    /// <summary>How long nothing is placed on a machine on which workers failed to start.</summary>
    public static ConfigOption<TimeSpan> QuarantineDuration { get; } = ConfigOption.Duration(
        "resourcemanager.node-quarantine.duration",
        "10 min",
        "How long nothing is placed on a machine on which workers failed to start.")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "ResourceManager",
        [
            Driver,
            StateDirectory,
            TaskManagerTimeout,
            RegistrationTimeout,
            PreviousWorkerRecoveryTimeout,
            StartWorkerMaxFailureRate,
            StartWorkerRetryInterval,
            JobTimeout,
            StandaloneStartUpTime,
            ReleaseWaitResultConsumed,
            RpcPort,
            MaxSlots,
            MinSlots,
            MaxTotalCpu,
            MaxTotalMemory,
            MinTotalCpu,
            MinTotalMemory,
            RedundantTaskManagers,
            QuarantineStartFailures,
            QuarantineDuration,
            RequirementCheckDelay,
            DeclareNeededResourceDelay,
            TerminationGrace,
            ControlGroups,
        ]);
}
