namespace Flink.Core.Configuration;

/// <summary>Options of how processes are started by any deployment.</summary>
public static class DeploymentOptions
{
    /// <summary>An environment variable of JobManager containers.</summary>
    public static ConfigOption<string> MasterEnvironment { get; } = ConfigOption.String(
        "containerized.master.env.<name>",
        "An environment variable of JobManager containers.");

    /// <summary>An environment variable of worker containers.</summary>
    public static ConfigOption<string> TaskManagerEnvironment { get; } = ConfigOption.String(
        "containerized.taskmanager.env.<name>",
        "An environment variable of worker containers.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Deployment",
        [
            MasterEnvironment,
            TaskManagerEnvironment,
        ]);
}
