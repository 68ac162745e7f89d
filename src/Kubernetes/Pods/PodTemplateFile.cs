using Flink.Core.Configuration;
using k8s;
using k8s.Models;
using YamlDotNet.Core;

namespace Flink.Kubernetes.Pods;

/// <summary>The user's pod that others are made from.</summary>
public static class PodTemplateFile
{
    /// <summary>Reads it; null when the option is not set.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or is no pod.</exception>
    public static V1Pod? Read(FlinkConfiguration configuration, ConfigOption<string> option)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(option);
        if (!configuration.TryGet(option, out var path))
        {
            return null;
        }

        try
        {
            var pod = KubernetesYaml.Deserialize<V1Pod>(File.ReadAllText(path), strict: true);
            return pod is { Kind: null or "Pod" }
                ? pod
                : throw new ConfigurationException($"'{option.Key}' is '{path}', which holds {(pod is null ? "nothing" : $"a {pod.Kind}")} and should hold a Pod");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or YamlException or InvalidCastException or FormatException)
        {
            throw new ConfigurationException($"'{option.Key}' is '{path}', which cannot be read as a Pod: {(e.InnerException ?? e).Message}");
        }
    }
}
