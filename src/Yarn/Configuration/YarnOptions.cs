using Flink.Core.Configuration;

namespace Flink.Yarn.Configuration;

/// <summary>Options of workers and clusters on YARN.</summary>
public static class YarnOptions
{
    /// <summary>The application that commands mean.</summary>
    public static ConfigOption<string> ApplicationId { get; } = ConfigOption.String(
        "yarn.application.id", "The running cluster that a command means: its application id, or its name.").Supported();

    /// <summary>The name of a cluster that is started.</summary>
    public static ConfigOption<string> ApplicationName { get; } = ConfigOption.String(
        "yarn.application.name", "The name of a cluster that is started: small letters, digits and dashes, at most 45.").Supported();

    /// <summary>The queue.</summary>
    public static ConfigOption<string> Queue { get; } = ConfigOption.String(
        "yarn.application.queue", "The queue that everything of the cluster runs in. Without it YARN's default.").Supported();

    /// <summary>The priority of the application.</summary>
    public static ConfigOption<int> Priority { get; } = ConfigOption.Int(
        "yarn.application.priority", -1, "The priority of the application, larger goes before; YARN takes no more than the cluster's maximum. -1 leaves it to YARN.").Supported();

    /// <summary>Which way YARN is used.</summary>
    public static ConfigOption<string> Driver { get; } = ConfigOption.String(
        "yarn.driver", "native", "How a cluster that is started asks YARN for containers: `native`, its JobManager is the ApplicationMaster; `services`, by YARN's Services API.")
        .Where(value => value is "native" or "services", "native or services").Supported();

    /// <summary>The type of the application.</summary>
    public static ConfigOption<string> ApplicationType { get; } = ConfigOption.String(
        "yarn.application.type", "Apache Flink", "The type of the application, as YARN's lists show it; at most 20 characters.")
        .Where(value => value.Length is > 0 and <= 20, "1 to 20 characters").Supported();

    /// <summary>Tags of the application.</summary>
    public static ConfigOption<string> Tags { get; } = ConfigOption.String(
        "yarn.tags", "Tags of the application, by which YARN's lists can be searched; divided by commas.").Supported();

    /// <summary>The label of machines.</summary>
    public static ConfigOption<string> NodeLabel { get; } = ConfigOption.String(
        "yarn.application.node-label", "The label of machines that everything of the cluster runs on.").Supported();

    /// <summary>The label of machines for workers.</summary>
    public static ConfigOption<string> WorkerNodeLabel { get; } = ConfigOption.String(
        "yarn.taskmanager.node-label", "The label of machines that workers run on. Without it that of the application, or of the queue.").Supported();

    /// <summary>How often a JobManager is started.</summary>
    public static ConfigOption<int> Attempts { get; } = ConfigOption.Int(
        "yarn.application-attempts", "How often the JobManager is started before the cluster has failed. Without it 1, and 2 with high availability.")
        .Where(value => value >= 1, "at least 1").Supported();

    /// <summary>After how long a failure is forgotten.</summary>
    public static ConfigOption<TimeSpan> AttemptFailuresValidity { get; } = ConfigOption.Duration(
        "yarn.application-attempt-failures-validity-interval", "10 s", "Failures of the JobManager that are further apart do not add up. Counted in whole seconds.")
        .Where(value => value >= TimeSpan.FromSeconds(1), "at least a second").Supported();

    /// <summary>Processors of the JobManager.</summary>
    public static ConfigOption<int> MasterCores { get; } = ConfigOption.Int(
        "yarn.appmaster.vcores", 1, "Virtual cores of the JobManager's container.").Where(value => value >= 1, "at least 1").Supported();

    /// <summary>Processors of a worker.</summary>
    public static ConfigOption<int> ContainerCores { get; } = ConfigOption.Int(
        "yarn.containers.vcores", -1, "Virtual cores of a worker's container; -1 for its `taskmanager.cpu.cores`, rounded up.").Supported();

    /// <summary>How often workers are looked for while none is expected.</summary>
    public static ConfigOption<TimeSpan> HeartbeatInterval { get; } = ConfigOption.Duration(
        "yarn.heartbeat.interval", "5 s", "How often YARN is asked how the workers are while nothing is expected.")
        .Where(value => value > TimeSpan.Zero, "above zero").Supported();

    /// <summary>How often workers are looked for while some are expected.</summary>
    public static ConfigOption<TimeSpan> RequestInterval { get; } = ConfigOption.Duration(
        "yarn.heartbeat.container-request-interval", "200 ms", "How often YARN is asked while workers are expected.")
        .Where(value => value > TimeSpan.Zero, "above zero").Supported();

    /// <summary>Where the cluster's files are.</summary>
    public static ConfigOption<string> StagingDirectory { get; } = ConfigOption.String(
        "yarn.staging-directory", "The folder, which all machines of YARN reach, below which `.flink` holds what clusters are shipped. Without it the user's home folder in Hadoop's default file system.").Supported();

    /// <summary>Folders of distributions that are there already.</summary>
    public static ConfigOption<IReadOnlyList<string>> ProvidedLibraryDirectories { get; } = ConfigOption.StringList(
        "yarn.provided.lib.dirs",
        "A folder that all machines reach and everybody may read, with a distribution as one archive, `flink-*.tar.gz`; nothing is shipped then, and machines keep it for all users.")
        .Supported();

    /// <summary>The distribution as an archive.</summary>
    public static ConfigOption<string> DistributionArchive { get; } = ConfigOption.String(
        "yarn.flink-dist-jar", "The archive of the distribution, of this machine or one that all machines reach. Without it the one that runs the command is packed, once.").Supported();

    /// <summary>Further files for containers.</summary>
    public static ConfigOption<IReadOnlyList<string>> ShipFiles { get; } = ConfigOption.StringList(
        "yarn.ship-files", "Further files for the folder of every container, of this machine or that all machines reach. Divided by semicolons.").Supported();

    /// <summary>Further archives for containers.</summary>
    public static ConfigOption<IReadOnlyList<string>> ShipArchives { get; } = ConfigOption.StringList(
        "yarn.ship-archives", "Further archives (`.zip`, `.tar.gz`, `.tgz`, `.tar`) that are unpacked in the folder of every container. Divided by semicolons.").Supported();

    /// <summary>Where the session that was started last is noted.</summary>
    public static ConfigOption<string> PropertiesFileLocation { get; } = ConfigOption.String(
        "yarn.properties-file.location", "The folder of `.yarn-properties-USER`, which names the session that was started last. Without it the temporary folder.").Supported();

    /// <summary>Memory of the service's own ApplicationMaster.</summary>
    public static ConfigOption<MemorySize> ServiceMasterMemory { get; } = ConfigOption.Memory(
        "yarn.service.am-resource.memory", "Memory of the ApplicationMaster of YARN's Services API, a process of Hadoop. Without it what YARN is configured with.").Supported();

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigOption> All { get; } =
    [
        Driver, ApplicationId, ApplicationName, ApplicationType, Tags, Queue, Priority, NodeLabel, WorkerNodeLabel, Attempts, AttemptFailuresValidity, MasterCores, ContainerCores, HeartbeatInterval,
        RequestInterval, StagingDirectory, ProvidedLibraryDirectories, DistributionArchive, ShipFiles, ShipArchives, PropertiesFileLocation, ServiceMasterMemory,
    ];
}
