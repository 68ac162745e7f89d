using System.Text;
using System.Text.Json;
using Flink.Core.Configuration;
using Flink.Kubernetes.Configuration;

namespace Flink.Kubernetes.Pods;

/// <summary>How a configuration comes into a pod: what everybody may see as a variable, secrets as a mounted file.</summary>
public static class ProcessConfiguration
{
    // About the machine where the cluster was made, which is another one.
    private static readonly string[] _ofThisMachine =
    [
        EnvironmentOptions.LogDirectory.Key, EnvironmentOptions.PidDirectory.Key, KubernetesOptions.ConfigFile.Key, KubernetesOptions.Context.Key,
        KubernetesOptions.PodTemplateFile.Key, KubernetesOptions.JobManagerPodTemplateFile.Key, KubernetesOptions.TaskManagerPodTemplateFile.Key, "kubernetes.pod-template-file",
    ];

    /// <summary>A configuration without what is about this machine.</summary>
    public static FlinkConfiguration ForPod(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return _ofThisMachine.Aggregate(configuration, static (all, key) => all.Without(key));
    }

    /// <summary>What everybody may see, a 'key: value' a line.</summary>
    public static string Public(FlinkConfiguration configuration) => Lines(configuration, areSecret: false);

    /// <summary>The entries of the secret of a process: its secret options, and its secret variables. Empty when there are none.</summary>
    public static IReadOnlyDictionary<string, byte[]> Secrets(FlinkConfiguration configuration, PodComponent component)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(component);
        var entries = configuration.GetBelow(component.EnvironmentPrefix)
            .Where(static variable => SensitiveKeys.IsSensitive(variable.Key))
            .ToDictionary(static variable => ProcessSecret.EntryOf(variable.Key), static variable => Encoding.UTF8.GetBytes(variable.Value));
        if (Lines(configuration, areSecret: true) is { Length: > 0 } lines)
        {
            entries.Add(ProcessSecret.PropertiesEntry, Encoding.UTF8.GetBytes(lines));
        }

        return entries;
    }

    // A string of JSON is one of YAML.
    private static string Lines(FlinkConfiguration configuration, bool areSecret)
    {
        var lines = new StringBuilder();
        foreach (var (key, entry) in configuration.Entries)
        {
            if (SensitiveKeys.IsSensitive(key) == areSecret)
            {
                lines.Append(key).Append(": ").Append(JsonSerializer.Serialize(entry.Value)).Append('\n');
            }
        }

        return lines.ToString();
    }
}
