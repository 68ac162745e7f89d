using Flink.Core.Configuration;

namespace Flink.Cli.Configuration;

/// <summary>Which remarks about a configuration are worth a line when a program runs embedded.</summary>
internal static class ConfigurationRemarks
{
    // Chapters about processes that are not there when everything runs in one.
    private static readonly string[] _ofProcesses = ["jobmanager.", "taskmanager.", "rest.", "web.", "blob.", "historyserver.", "high-availability"];

    /// <summary>
    /// All but those of a config.yaml that describes a cluster too: a file serves every deployment, while what is given for this run
    /// alone is meant for it.
    /// </summary>
    public static bool ConcernsEmbedded(ConfigurationWarning warning) =>
        warning.Kind != ConfigurationWarningKind.NotImplemented
        || warning.Origin.Kind != ConfigOriginKind.File
        || !Array.Exists(_ofProcesses, prefix => warning.Key.StartsWith(prefix, StringComparison.Ordinal));
}
