using Flink.Client.Deployment;
using Flink.Core.Plugins;
using Flink.Docker.Deployment;
using Flink.Docker.Workers;
using Flink.ResourceManagers.Drivers;

namespace Flink.Docker;

/// <summary>The plug-in <c>docker</c>.</summary>
public sealed class DockerPlugin : IPlugin
{
    /// <summary>The name of its offers.</summary>
    internal const string Name = "docker";

    /// <summary>The driver of one term.</summary>
    public static IResourceManagerDriver NewDriver(DriverSurroundings surroundings) => new DockerDriver(surroundings);

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        foreach (var kind in (ReadOnlySpan<DeploymentKind>)[DeploymentKind.Own, DeploymentKind.Session])
        {
            registry.Offer<ClusterDescriptorFactory>(
                DescriptorSurroundings.OfferKind, new DeploymentTarget(Name, kind).Name, static surroundings => new DockerClusterDescriptor(surroundings));
        }

        registry.Offer<ResourceManagerDriverFactory>(DriverSurroundings.OfferKind, Name, NewDriver);
    }
}
