using Flink.Core.Plugins;
using Flink.Runtime.HighAvailability;

namespace Flink.Cli.Configuration;

/// <summary>The plug-ins of this installation: FLINK_PLUGINS_DIR, else FLINK_HOME/plugins.</summary>
internal static class InstalledPlugins
{
    public static PluginCatalog Catalog => PluginCatalog.Installed;

    /// <summary>The providers of high availability: those that are built in, and those of plug-ins.</summary>
    public static HighAvailabilityProviders HighAvailability()
    {
        var providers = new HighAvailabilityProviders();
        providers.Register(Catalog);
        return providers;
    }
}
