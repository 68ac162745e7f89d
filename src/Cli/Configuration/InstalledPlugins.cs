using Flink.Core.Plugins;

namespace Flink.Cli.Configuration;

/// <summary>The plug-ins of this installation: FLINK_PLUGINS_DIR, else FLINK_HOME/plugins.</summary>
internal static class InstalledPlugins
{
    public static PluginCatalog Catalog => PluginCatalog.Installed;
}
