using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Plugins;
using Flink.Runtime.HighAvailability.Folder;

namespace Flink.Runtime.HighAvailability;

/// <summary>Finds the provider that <c>high-availability.type</c> names; knows NONE and FILESYSTEM from the start.</summary>
/// <remarks>Names are compared without case. Not safe for concurrent use: a process registers its plug-ins and then creates its services.</remarks>
public sealed class HighAvailabilityProviders
{
    /// <summary>The kind of plug-ins that bring more; the contract is <see cref="HighAvailabilityFactory"/>.</summary>
    public const string PluginKind = "high-availability";

    private readonly SortedDictionary<string, HighAvailabilityFactory> _factories = new(StringComparer.OrdinalIgnoreCase)
    {
        [HighAvailabilityOptions.None] = StandaloneHighAvailability.Create,
        ["FILESYSTEM"] = FolderHighAvailability.Create,
    };

    /// <summary>Makes a provider known.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Register(string name, HighAvailabilityFactory factory)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(factory);
        if (!_factories.TryAdd(name, factory))
        {
            throw new ArgumentException($"There is a provider of high availability with the name '{name}' already.", nameof(name));
        }
    }

    /// <summary>Makes the providers of plug-ins known; one is loaded when the configuration asks for it.</summary>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public void Register(PluginCatalog plugins)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        foreach (var name in plugins.NamesOf(PluginKind))
        {
            Register(name, (configuration, surroundings) => plugins.Load<HighAvailabilityFactory>(PluginKind, name)(configuration, surroundings));
        }
    }

    /// <summary>The services that the configuration asks for.</summary>
    /// <exception cref="FlinkException">There is no such provider, or one of its options is missing; names it.</exception>
    public IHighAvailabilityServices Create(FlinkConfiguration configuration, HighAvailabilitySurroundings surroundings)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(surroundings);
        var name = configuration.Get(HighAvailabilityOptions.Type);
        return _factories.TryGetValue(name, out var factory)
            ? factory(configuration, surroundings)
            : throw new FlinkException(
                $"There is no provider of high availability '{name}' ('{HighAvailabilityOptions.Type.Key}'). Choose one of: {string.Join(", ", _factories.Keys)}. A plug-in of kind '{PluginKind}' can bring others.");
    }
}
