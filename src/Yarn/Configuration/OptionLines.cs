using System.Text;
using System.Text.Json;
using Flink.Core.Configuration;

namespace Flink.Yarn.Configuration;

/// <summary>A configuration as a file that a process is started with.</summary>
internal static class OptionLines
{
    private static readonly string[] _ofMachine =
    [
        EnvironmentOptions.LogDirectory.Key, EnvironmentOptions.PidDirectory.Key, CoreOptions.TempDirectories.Key,
        TaskManagerOptions.Host.Key, TaskManagerOptions.BindHost.Key, JobManagerOptions.BindHost.Key, RestOptions.BindAddress.Key,
        .. HadoopSettings.FolderKeys,
    ];

    /// <summary>A "key: value" a line, all of it, secrets too.</summary>
    public static string Of(FlinkConfiguration configuration)
    {
        // A string of JSON is one of YAML.
        var lines = new StringBuilder();
        foreach (var (key, entry) in configuration.Entries)
        {
            lines.Append(key).Append(": ").Append(JsonSerializer.Serialize(entry.Value)).Append('\n');
        }

        return lines.ToString();
    }

    /// <summary>What a container has of the options that are about this machine: nothing.</summary>
    public static FlinkConfiguration ForContainer(FlinkConfiguration configuration) =>
        _ofMachine.Aggregate(configuration, static (left, key) => left.Without(key));
}
