namespace Flink.Core.Configuration;

/// <summary>Options of the server that shows finished jobs.</summary>
public static class HistoryServerOptions
{
    /// <summary>Local address to listen at.</summary>
    public static ConfigOption<string> WebAddress { get; } = ConfigOption.String(
        "historyserver.web.address",
        "Local address to listen at.");

    /// <summary>Port to listen at.</summary>
    public static ConfigOption<int> WebPort { get; } = ConfigOption.Int(
        "historyserver.web.port",
        8082,
        "Port to listen at.")
        .Between(0, 65535);

    /// <summary>Folders (URIs, separated by commas) that are watched for finished jobs.</summary>
    public static ConfigOption<string> ArchiveDirectories { get; } = ConfigOption.String(
        "historyserver.archive.fs.dir",
        "Folders (URIs, separated by commas) that are watched for finished jobs.");

    /// <summary>Time between two looks into the folders.</summary>
    public static ConfigOption<TimeSpan> RefreshInterval { get; } = ConfigOption.Duration(
        "historyserver.archive.fs.refresh-interval",
        "10 s",
        "Time between two looks into the folders.")
        .Where(value => value > TimeSpan.Zero, "above zero");

    /// <summary>Whether jobs that are gone from the folders are forgotten.</summary>
    public static ConfigOption<bool> CleanExpiredJobs { get; } = ConfigOption.Bool(
        "historyserver.archive.clean-expired-jobs",
        false,
        "Whether jobs that are gone from the folders are forgotten.");

    /// <summary>Jobs in each folder that are kept; -1 keeps all.</summary>
    public static ConfigOption<int> RetainedJobs { get; } = ConfigOption.Int(
        "historyserver.archive.retained-jobs",
        -1,
        "Jobs in each folder that are kept; -1 keeps all.")
        .Where(value => value == -1 || value > 0, "of at least 1, or -1");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "History server",
        [
            WebAddress,
            WebPort,
            ArchiveDirectories,
            RefreshInterval,
            CleanExpiredJobs,
            RetainedJobs,
        ]);
}
