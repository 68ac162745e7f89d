using Flink.Core.Plugins;

namespace Flink.Kubernetes;

/// <summary>The plug-in <c>kubernetes</c>.</summary>
public sealed class KubernetesPlugin : IPlugin
{
    /// <summary>The name of its offers.</summary>
    internal const string Name = "kubernetes";

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry) => ArgumentNullException.ThrowIfNull(registry);
}
