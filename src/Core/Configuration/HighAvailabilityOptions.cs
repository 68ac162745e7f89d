namespace Flink.Core.Configuration;

/// <summary>Options of how a cluster survives the loss of its JobManager.</summary>
public static class HighAvailabilityOptions
{
    /// <summary>The type of a cluster that does not outlive its JobManager.</summary>
    public const string None = "NONE";

    /// <summary>The provider by name: NONE and FILESYSTEM are built in, others come with plug-ins.</summary>
    public static ConfigOption<string> Type { get; } = ConfigOption.String(
        "high-availability.type",
        None,
        "The provider by name: NONE and FILESYSTEM are built in, others come with plug-ins.")
        .Deprecates("high-availability")
        .Supported();

    /// <summary>Name under which the cluster keeps its data at the provider.</summary>
    public static ConfigOption<string> ClusterId { get; } = ConfigOption.String(
        "high-availability.cluster-id",
        "/default",
        "Name under which the cluster keeps its data at the provider.")
        .Supported();

    /// <summary>Folder (URI) for what is too large for the provider; all JobManagers must reach it.</summary>
    public static ConfigOption<string> StorageDirectory { get; } = ConfigOption.String(
        "high-availability.storageDir",
        "Folder (URI) for what is too large for the provider; all JobManagers must reach it.")
        .Supported();

    /// <summary>Port of the JobManager under high availability.</summary>
    public static ConfigOption<string> JobManagerPort { get; } = ConfigOption.PortRange(
        "high-availability.jobmanager.port",
        "0",
        "Port of the JobManager under high availability.")
        .Supported();

    /// <summary>Time without a renewal after which the leader is replaced.</summary>
    public static ConfigOption<TimeSpan> LeaseDuration { get; } = ConfigOption.Duration(
        "high-availability.filesystem.lease-duration",
        "10 s",
        "Time without a renewal after which the leader is replaced (FILESYSTEM).")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Time without a renewal after which the leader itself stops leading.</summary>
    public static ConfigOption<TimeSpan> RenewDeadline { get; } = ConfigOption.Duration(
        "high-availability.filesystem.renew-deadline",
        "7 s",
        "Time without a renewal after which the leader itself stops leading (FILESYSTEM).")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Time between two renewals, and between two looks at who leads.</summary>
    public static ConfigOption<TimeSpan> RetryPeriod { get; } = ConfigOption.Duration(
        "high-availability.filesystem.retry-period",
        "2 s",
        "Time between two renewals, and between two looks at who leads (FILESYSTEM).")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Hosts and ports of the ZooKeeper servers.</summary>
    public static ConfigOption<string> ZooKeeperQuorum { get; } = ConfigOption.String(
        "high-availability.zookeeper.quorum",
        "Hosts and ports of the ZooKeeper servers.");

    /// <summary>Node below which all clusters keep their data.</summary>
    public static ConfigOption<string> ZooKeeperRoot { get; } = ConfigOption.String(
        "high-availability.zookeeper.path.root",
        "/flink",
        "Node below which all clusters keep their data.");

    /// <summary>Node of stored jobs below the cluster's.</summary>
    public static ConfigOption<string> ZooKeeperJobGraphs { get; } = ConfigOption.String(
        "high-availability.zookeeper.path.jobgraphs",
        "/jobgraphs",
        "Node of stored jobs below the cluster's.");

    /// <summary>Time after which a silent client loses its leadership.</summary>
    public static ConfigOption<TimeSpan> ZooKeeperSessionTimeout { get; } = ConfigOption.Duration(
        "high-availability.zookeeper.client.session-timeout",
        "60 s",
        "Time after which a silent client loses its leadership.")
        .Where(value => value > TimeSpan.Zero, "above zero");

    /// <summary>How long connecting may take.</summary>
    public static ConfigOption<TimeSpan> ZooKeeperConnectionTimeout { get; } = ConfigOption.Duration(
        "high-availability.zookeeper.client.connection-timeout",
        "15 s",
        "How long connecting may take.")
        .Where(value => value > TimeSpan.Zero, "above zero");

    /// <summary>Pause between two attempts.</summary>
    public static ConfigOption<TimeSpan> ZooKeeperRetryWait { get; } = ConfigOption.Duration(
        "high-availability.zookeeper.client.retry-wait",
        "5 s",
        "Pause between two attempts.");

    /// <summary>Attempts before the client gives up.</summary>
    public static ConfigOption<int> ZooKeeperMaxRetries { get; } = ConfigOption.Int(
        "high-availability.zookeeper.client.max-retry-attempts",
        3,
        "Attempts before the client gives up.")
        .AtLeast(0);

    /// <summary>Who may read and write the nodes.</summary>
    public static ConfigOption<string> ZooKeeperAcl { get; } = ConfigOption.Choice(
        "high-availability.zookeeper.client.acl",
        ["open", "creator"],
        "open",
        "Who may read and write the nodes.");

    /// <summary>Whether a broken connection costs the leadership only when the session is lost too.</summary>
    public static ConfigOption<bool> ZooKeeperTolerateSuspended { get; } = ConfigOption.Bool(
        "high-availability.zookeeper.client.tolerate-suspended-connections",
        false,
        "Whether a broken connection costs the leadership only when the session is lost too.");

    /// <summary>Folder (URI) of the results of finished jobs.</summary>
    public static ConfigOption<string> JobResultStorePath { get; } = ConfigOption.String(
        "job-result-store.storage-path",
        "Folder (URI) of the results of finished jobs.")
        .DefaultShownAs("job-result-store in the storage folder");

    /// <summary>Whether a result is deleted once its job is cleaned up.</summary>
    public static ConfigOption<bool> JobResultStoreDelete { get; } = ConfigOption.Bool(
        "job-result-store.delete-on-commit",
        true,
        "Whether a result is deleted once its job is cleaned up.")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "High availability",
        [
            Type,
            ClusterId,
            StorageDirectory,
            JobManagerPort,
            LeaseDuration,
            RenewDeadline,
            RetryPeriod,
            ZooKeeperQuorum,
            ZooKeeperRoot,
            ZooKeeperJobGraphs,
            ZooKeeperSessionTimeout,
            ZooKeeperConnectionTimeout,
            ZooKeeperRetryWait,
            ZooKeeperMaxRetries,
            ZooKeeperAcl,
            ZooKeeperTolerateSuspended,
            JobResultStorePath,
            JobResultStoreDelete,
        ]);

    /// <summary>Whether a cluster that is configured so outlives its JobManager.</summary>
    public static bool AreOn(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return !configuration.Get(Type).Equals(None, StringComparison.OrdinalIgnoreCase);
    }
}
