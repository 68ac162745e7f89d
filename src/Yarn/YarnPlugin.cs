using Flink.Core.Plugins;

namespace Flink.Yarn;

/// <summary>The plug-in <c>yarn</c>.</summary>
public sealed class YarnPlugin : IPlugin
{
    /// <summary>The name of its offers.</summary>
    internal const string Name = "yarn";

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry) => ArgumentNullException.ThrowIfNull(registry);
}
