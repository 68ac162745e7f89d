using Flink.Core.Plugins;
using Flink.Runtime.HighAvailability;

namespace Flink.Cli.Configuration;

/// <summary>The plug-ins of this installation: FLINK_PLUGINS_DIR, else FLINK_HOME/plugins.</summary>
internal static class InstalledPlugins
{
    private const string FolderVariable = "FLINK_PLUGINS_DIR";
    private const string HomeVariable = "FLINK_HOME";

    private static readonly Lazy<PluginCatalog> _catalog = new(static () => PluginCatalog.Open(Folder));

    public static PluginCatalog Catalog => _catalog.Value;

    /// <summary>The providers of high availability: those that are built in, and those of plug-ins.</summary>
    public static HighAvailabilityProviders HighAvailability()
    {
        var providers = new HighAvailabilityProviders();
        providers.Register(Catalog);
        return providers;
    }

    private static string Folder =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home ? home : AppContext.BaseDirectory, "plugins");
}
