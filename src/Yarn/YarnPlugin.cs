using Flink.Client.Deployment;
using Flink.Core.Plugins;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.HighAvailability;
using Flink.Yarn.ApplicationMaster;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.HighAvailability;
using Flink.Yarn.Workers;

namespace Flink.Yarn;

/// <summary>The plug-in <c>yarn</c>.</summary>
public sealed class YarnPlugin : IPlugin
{
    /// <summary>The name of its offers.</summary>
    internal const string Name = "yarn";

    /// <summary>The driver of one term.</summary>
    public static IResourceManagerDriver NewDriver(DriverSurroundings surroundings) =>
        YarnDrivers.IsServices(surroundings.Configuration) ? new ServicesDriver(surroundings) : new ApplicationMasterDriver(surroundings);

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        foreach (var target in (string[])[$"{Name}-session", $"{Name}-application"])
        {
            registry.Offer<ClusterDescriptorFactory>(DescriptorSurroundings.OfferKind, target, static surroundings => new YarnClusterDescriptor(surroundings));
        }

        registry.Offer<HighAvailabilityFactory>(HighAvailabilityProviders.PluginKind, YarnHighAvailability.Name, YarnHighAvailability.Create);
        registry.Offer<ResourceManagerDriverFactory>(DriverSurroundings.OfferKind, Name, NewDriver);
    }
}
