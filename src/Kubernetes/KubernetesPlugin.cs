using Flink.Client.Deployment;
using Flink.Core.Plugins;
using Flink.Kubernetes.Clusters;
using Flink.Kubernetes.HighAvailability;
using Flink.Kubernetes.Workers;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.HighAvailability;

namespace Flink.Kubernetes;

/// <summary>The plug-in <c>kubernetes</c>.</summary>
public sealed class KubernetesPlugin : IPlugin
{
    /// <summary>The name of its offers.</summary>
    internal const string Name = "kubernetes";

    /// <summary>The driver of one term.</summary>
    public static IResourceManagerDriver NewDriver(DriverSurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(surroundings);
        return new KubernetesDriver(surroundings);
    }

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        foreach (var kind in (ReadOnlySpan<DeploymentKind>)[DeploymentKind.Session, DeploymentKind.Application])
        {
            registry.Offer<ClusterDescriptorFactory>(
                DescriptorSurroundings.OfferKind, new DeploymentTarget(Name, kind).Name, static surroundings => new KubernetesClusterDescriptor(surroundings));
        }

        registry.Offer<HighAvailabilityFactory>(HighAvailabilityProviders.PluginKind, Name, KubernetesHighAvailability.Create);
        registry.Offer<ResourceManagerDriverFactory>(DriverSurroundings.OfferKind, Name, NewDriver);
    }
}
