namespace Flink.Core.Configuration;

/// <summary>Options of the dashboard.</summary>
public static class WebOptions
{
    /// <summary>Whether programs can be uploaded and started.</summary>
    public static ConfigOption<bool> Submit { get; } = ConfigOption.Bool(
        "web.submit.enable",
        true,
        "Whether programs can be uploaded and started.")
        .Supported();

    /// <summary>Whether jobs can be cancelled.</summary>
    public static ConfigOption<bool> Cancel { get; } = ConfigOption.Bool(
        "web.cancel.enable",
        true,
        "Whether jobs can be cancelled.")
        .Supported();

    /// <summary>Whether the parallelism of jobs can be changed.</summary>
    public static ConfigOption<bool> Rescale { get; } = ConfigOption.Bool(
        "web.rescale.enable",
        true,
        "Whether the parallelism of jobs can be changed.");

    /// <summary>Failures of each job that are remembered.</summary>
    public static ConfigOption<int> ExceptionHistorySize { get; } = ConfigOption.Int(
        "web.exception-history-size",
        16,
        "Failures of each job that are remembered.")
        .AtLeast(1)
        .Supported();

    /// <summary>Checkpoints of each job that are remembered.</summary>
    public static ConfigOption<int> CheckpointsHistory { get; } = ConfigOption.Int(
        "web.checkpoints.history",
        10,
        "Checkpoints of each job that are remembered.")
        .AtLeast(0);

    /// <summary>Time between two refreshes of the pages.</summary>
    public static ConfigOption<TimeSpan> RefreshInterval { get; } = ConfigOption.Duration(
        "web.refresh-interval",
        "3 s",
        "Time between two refreshes of the pages.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>How long the dashboard waits for an answer of the cluster.</summary>
    public static ConfigOption<TimeSpan> Timeout { get; } = ConfigOption.Duration(
        "web.timeout",
        "10 min",
        "How long the dashboard waits for an answer of the cluster.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Folder of uploaded programs.</summary>
    public static ConfigOption<string> UploadDirectory { get; } = ConfigOption.String(
        "web.upload.dir",
        "Folder of uploaded programs.")
        .DefaultShownAs("below the temporary folder")
        .Supported();

    /// <summary>Folder of the dashboard's temporary files.</summary>
    public static ConfigOption<string> TemporaryDirectory { get; } = ConfigOption.String(
        "web.tmpdir",
        "Folder of the dashboard's temporary files.")
        .DefaultShownAs("the temporary folder of the system")
        .Supported();

    /// <summary>Path of the JobManager's log, as the dashboard shows it.</summary>
    public static ConfigOption<string> LogPath { get; } = ConfigOption.String(
        "web.log.path",
        "Path of the JobManager's log, as the dashboard shows it.");

    /// <summary>Origins whose pages may read answers.</summary>
    public static ConfigOption<string> AllowOrigin { get; } = ConfigOption.String(
        "web.access-control-allow-origin",
        "*",
        "Origins whose pages may read answers.")
        .Supported();

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Web interface",
        [
            Submit,
            Cancel,
            Rescale,
            ExceptionHistorySize,
            CheckpointsHistory,
            RefreshInterval,
            Timeout,
            UploadDirectory,
            TemporaryDirectory,
            LogPath,
            AllowOrigin,
        ]);
}
