namespace Flink.Core.Configuration;

/// <summary>The part of a program's configuration that goes with its job: the cluster puts it over its own, keeps it while the job runs, and shows it.</summary>
public static class JobConfiguration
{
    // Chapters about a job, wherever it runs. What else a file says is about the machine that it lies on.
    private static readonly string[] _ofJobs = ["execution.", "parallelism.", "pipeline.", "restart-strategy", "state."];

    /// <summary>What concerns jobs, and whatever the program or <c>-D</c> set; never secrets, such as the passwords of a client's keystores.</summary>
    public static Dictionary<string, string> Of(FlinkConfiguration configuration) => configuration.Entries
        .Where(static entry => Travels(entry.Key, entry.Value))
        .ToDictionary(static entry => entry.Key, static entry => entry.Value.Value, StringComparer.Ordinal);

    // The text of a value is no reason to keep back what a job needs: a folder may be called tokens.
    private static bool Travels(string key, ConfigEntry entry) => Array.Exists(_ofJobs, chapter => key.StartsWith(chapter, StringComparison.Ordinal))
        ? !SensitiveKeys.IsSensitive(key)
        : entry.Origin.Kind >= ConfigOriginKind.CommandLine && SensitiveKeys.Show(key, entry.Value) == entry.Value;
}
