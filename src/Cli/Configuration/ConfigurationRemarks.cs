using Flink.Core.Configuration;

namespace Flink.Cli.Configuration;

/// <summary>Which remarks about a configuration are worth a line when a program runs embedded.</summary>
internal static class ConfigurationRemarks
{
    // Chapters about processes that are not there when everything runs in one.
    private static readonly string[] _ofProcesses =
        ["jobmanager.", "taskmanager.", "rest.", "web.", "blob.", "historyserver.", "high-availability", "resourcemanager.", "slotmanager.", "heartbeat.", "env."];

    // What the embedded cluster takes from these chapters.
    private static readonly ConfigOption[] _embedded =
    [
        JobManagerOptions.FailoverStrategy, JobManagerOptions.AttemptsHistorySize, WebOptions.ExceptionHistorySize,
        TaskManagerOptions.CpuCores, TaskManagerOptions.MaxLoadedPrograms,
        TaskManagerMemoryOptions.ManagedSize, TaskManagerMemoryOptions.NetworkMin, TaskManagerMemoryOptions.NetworkMax,

        // Where a cluster is looked for before a program runs embedded.
        RestOptions.Address, RestOptions.Port,
    ];

    /// <summary>
    /// All but those of a config.yaml that describes a cluster too: a file serves every deployment, while what is given for this run
    /// alone is meant for it.
    /// </summary>
    public static bool ConcernsEmbedded(ConfigurationWarning warning) =>
        warning.Kind != ConfigurationWarningKind.NotImplemented
        || warning.Origin.Kind != ConfigOriginKind.File
        || !IsOfProcesses(warning.Key);

    /// <summary>What was given for this run, concerns the processes of a cluster, and so has no effect on an embedded one.</summary>
    public static IEnumerable<string> WithoutEffectEmbedded(FlinkConfiguration configuration) => configuration.Entries
        .Where(entry => entry.Value.Origin.Kind != ConfigOriginKind.File
            && IsOfProcesses(entry.Key)
            && !Array.Exists(_embedded, option => option.Key == entry.Key)
            && KnownOptions.BuiltIn.Find(entry.Key) is { IsSupported: true })
        .Select(static entry => $"{entry.Value.Origin}: '{entry.Key}' concerns the processes of a cluster; it has no effect when everything runs in one");

    private static bool IsOfProcesses(string key) => Array.Exists(_ofProcesses, prefix => key.StartsWith(prefix, StringComparison.Ordinal));
}
