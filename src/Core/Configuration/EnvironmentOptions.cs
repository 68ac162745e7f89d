namespace Flink.Core.Configuration;

/// <summary>Options that the start scripts read.</summary>
public static class EnvironmentOptions
{
    /// <summary>Options of the runtime for every process.</summary>
    public static ConfigOption<string> RuntimeOptsAll { get; } = ConfigOption.String(
        "env.java.opts.all",
        "Options of the runtime for every process.")
        .Deprecates("env.java.opts");

    /// <summary>Options of the runtime for JobManagers.</summary>
    public static ConfigOption<string> RuntimeOptsJobManager { get; } = ConfigOption.String(
        "env.java.opts.jobmanager",
        "Options of the runtime for JobManagers.");

    /// <summary>Options of the runtime for workers.</summary>
    public static ConfigOption<string> RuntimeOptsTaskManager { get; } = ConfigOption.String(
        "env.java.opts.taskmanager",
        "Options of the runtime for workers.");

    /// <summary>Options of the runtime for history servers.</summary>
    public static ConfigOption<string> RuntimeOptsHistoryServer { get; } = ConfigOption.String(
        "env.java.opts.historyserver",
        "Options of the runtime for history servers.");

    /// <summary>Options of the runtime for clients.</summary>
    public static ConfigOption<string> RuntimeOptsClient { get; } = ConfigOption.String(
        "env.java.opts.client",
        "Options of the runtime for clients.");

    /// <summary>Folder of logs.</summary>
    public static ConfigOption<string> LogDirectory { get; } = ConfigOption.String(
        "env.log.dir",
        "Folder of logs.")
        .DefaultShownAs("log below FLINK_HOME")
        .Supported();

    /// <summary>Old logs that are kept.</summary>
    public static ConfigOption<int> LogMax { get; } = ConfigOption.Int(
        "env.log.max",
        10,
        "Old logs that are kept.")
        .AtLeast(0)
        .Supported();

    /// <summary>Folder of the files that name running processes.</summary>
    public static ConfigOption<string> PidDirectory { get; } = ConfigOption.String(
        "env.pid.dir",
        "/tmp",
        "Folder of the files that name running processes.")
        .Supported();

    /// <summary>Options of ssh when scripts start processes on other hosts.</summary>
    public static ConfigOption<string> SshOptions { get; } = ConfigOption.String(
        "env.ssh.opts",
        "Options of ssh when scripts start processes on other hosts.")
        .Supported();

    /// <summary>Folder of Hadoop's configuration.</summary>
    public static ConfigOption<string> HadoopConfDirectory { get; } = ConfigOption.String(
        "env.hadoop.conf.dir",
        "Folder of Hadoop's configuration, for `hdfs://` and YARN.")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Environment of scripts",
        [
            RuntimeOptsAll,
            RuntimeOptsJobManager,
            RuntimeOptsTaskManager,
            RuntimeOptsHistoryServer,
            RuntimeOptsClient,
            LogDirectory,
            LogMax,
            PidDirectory,
            SshOptions,
            HadoopConfDirectory,
        ]);
}
