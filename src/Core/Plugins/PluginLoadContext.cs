using System.Reflection;
using System.Runtime.Loader;

namespace Flink.Core.Plugins;

/// <summary>
/// The load context of one plug-in: its own dependencies in its own versions, but the contract assemblies those of the host, or a
/// plug-in's factory would not be the host's <see cref="IPlugin"/>. Never unloaded.
/// </summary>
internal sealed class PluginLoadContext(PluginManifest manifest) : AssemblyLoadContext($"plugin {manifest.Name}", isCollectible: false)
{
    // Contracts of the host may speak in these too.
    private static readonly HashSet<string> SharedWithHost = new(StringComparer.OrdinalIgnoreCase)
    {
        "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions",
    };

    private static readonly AssemblyLoadContext Host = GetLoadContext(typeof(IPlugin).Assembly) ?? Default;

    private readonly AssemblyDependencyResolver _resolver = new(manifest.AssemblyPath);

    protected override Assembly? Load(AssemblyName name) =>
        FromHost(name) ?? (_resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null);

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static Assembly? FromHost(AssemblyName name)
    {
        if (name.Name is not { } simple
            || (!simple.StartsWith("Flink.", StringComparison.OrdinalIgnoreCase) && !SharedWithHost.Contains(simple)))
        {
            return null;
        }

        try
        {
            // By simple name: the host's version is the one that counts, whatever the plug-in was built against.
            return Host.LoadFromAssemblyName(new AssemblyName(simple));
        }
        catch (FileNotFoundException)
        {
            // An assembly of this name that the host does not have is the plug-in's own.
            return null;
        }
    }
}
