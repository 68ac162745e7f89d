namespace Flink.Core.Configuration;

/// <summary>Options of the process that coordinates jobs.</summary>
public static class JobManagerOptions
{
    /// <summary>Host at which workers and clients reach the JobManager when there is no high availability.</summary>
    public static ConfigOption<string> RpcAddress { get; } = ConfigOption.String(
        "jobmanager.rpc.address",
        "Host at which workers and clients reach the JobManager when there is no high availability.")
        .Supported();

    /// <summary>Port of the JobManager when there is no high availability.</summary>
    public static ConfigOption<int> RpcPort { get; } = ConfigOption.Int(
        "jobmanager.rpc.port",
        6123,
        "Port of the JobManager when there is no high availability.")
        .Between(0, 65535)
        .Supported();

    /// <summary>Local port to listen at, where it differs from the one that others use.</summary>
    public static ConfigOption<int> RpcBindPort { get; } = ConfigOption.Int(
        "jobmanager.rpc.bind-port",
        "Local port to listen at, where it differs from the one that others use.")
        .Between(0, 65535)
        .Supported();

    /// <summary>Local address to listen at.</summary>
    public static ConfigOption<string> BindHost { get; } = ConfigOption.String(
        "jobmanager.bind-host",
        "Local address to listen at.")
        .DefaultShownAs("0.0.0.0")
        .Supported();

    /// <summary>Whether a failed task restarts its pipelined region or the whole job.</summary>
    public static ConfigOption<string> FailoverStrategy { get; } = ConfigOption.Choice(
        "jobmanager.execution.failover-strategy",
        ["region", "full"],
        "region",
        "Whether a failed task restarts its pipelined region or the whole job.")
        .Supported();

    /// <summary>Earlier attempts of each subtask that are remembered.</summary>
    public static ConfigOption<int> AttemptsHistorySize { get; } = ConfigOption.Int(
        "jobmanager.execution.attempts-history-size",
        16,
        "Earlier attempts of each subtask that are remembered.")
        .AtLeast(1)
        .Supported();

    /// <summary>How jobs are given slots.</summary>
    public static ConfigOption<SchedulerType> Scheduler { get; } = ConfigOption.Enum(
        "jobmanager.scheduler",
        SchedulerType.Default,
        "How jobs are given slots.");

    /// <summary>REACTIVE lets the one job of a stand-alone application always use all slots.</summary>
    public static ConfigOption<string> SchedulerMode { get; } = ConfigOption.Choice(
        "scheduler-mode",
        ["REACTIVE"],
        "REACTIVE lets the one job of a stand-alone application always use all slots.");

    /// <summary>Folder (URI) to which finished jobs are written for the history server.</summary>
    public static ConfigOption<string> ArchiveDirectory { get; } = ConfigOption.String(
        "jobmanager.archive.fs.dir",
        "Folder (URI) to which finished jobs are written for the history server.")
        .Supported();

    /// <summary>Name of this JobManager within its cluster.</summary>
    public static ConfigOption<string> ResourceId { get; } = ConfigOption.String(
        "jobmanager.resource-id",
        "Name of this JobManager within its cluster.")
        .DefaultShownAs("random");

    /// <summary>Whether names of workers' hosts are looked up from their addresses.</summary>
    public static ConfigOption<bool> RetrieveTaskManagerHostname { get; } = ConfigOption.Bool(
        "jobmanager.retrieve-taskmanager-hostname",
        true,
        "Whether names of workers' hosts are looked up from their addresses.");

    /// <summary>Bytes of files of finished jobs that are kept in memory too.</summary>
    public static ConfigOption<long> JobStoreCacheSize { get; } = ConfigOption.Long(
        "jobstore.cache-size",
        52428800,
        "Bytes of files of finished jobs that are kept in memory too, where finished jobs are kept in files.")
        .AtLeast(0)
        .Supported();

    /// <summary>Seconds after which a finished job is forgotten.</summary>
    public static ConfigOption<long> JobStoreExpirationTime { get; } = ConfigOption.Long(
        "jobstore.expiration-time",
        3600,
        "Seconds after which a finished job is forgotten.")
        .AtLeast(0)
        .Supported();

    /// <summary>Finished jobs that are remembered.</summary>
    public static ConfigOption<int> JobStoreMaxCapacity { get; } = ConfigOption.Int(
        "jobstore.max-capacity",
        2147483647,
        "Finished jobs that are remembered.")
        .AtLeast(0)
        .Supported();

    /// <summary>Whether finished jobs are kept in files or in memory.</summary>
    public static ConfigOption<string> JobStoreType { get; } = ConfigOption.Choice(
        "jobstore.type",
        ["File", "Memory"],
        "File",
        "Whether finished jobs are kept in files (below the first of `io.tmp.dirs`, until their process ends) or in memory.")
        .Supported();

    /// <summary>How long a job waits for a slot before it fails.</summary>
    public static ConfigOption<TimeSpan> SlotRequestTimeout { get; } = ConfigOption.Duration(
        "slot.request.timeout",
        "5 min",
        "How long a job waits for a slot before it fails.")
        .Supported();

    /// <summary>How long a job keeps a slot that it does not use.</summary>
    public static ConfigOption<TimeSpan> SlotIdleTimeout { get; } = ConfigOption.Duration(
        "slot.idle.timeout",
        "50 s",
        "How long a job keeps a slot that it does not use.")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "JobManager",
        [
            RpcAddress,
            RpcPort,
            RpcBindPort,
            BindHost,
            FailoverStrategy,
            AttemptsHistorySize,
            Scheduler,
            SchedulerMode,
            ArchiveDirectory,
            ResourceId,
            RetrieveTaskManagerHostname,
            JobStoreCacheSize,
            JobStoreExpirationTime,
            JobStoreMaxCapacity,
            JobStoreType,
            SlotRequestTimeout,
            SlotIdleTimeout,
        ]);
}
