using Flink.Core.Plugins;
using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Workers;

namespace Flink.Yarn;

/// <summary>The plug-in <c>yarn</c>.</summary>
public sealed class YarnPlugin : IPlugin
{
    /// <summary>The name of its offers.</summary>
    internal const string Name = "yarn";

    /// <summary>The driver of one term.</summary>
    public static IResourceManagerDriver NewDriver(DriverSurroundings surroundings) => new ServicesDriver(surroundings);

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.Offer<ResourceManagerDriverFactory>(DriverSurroundings.OfferKind, Name, NewDriver);
    }
}
