namespace Flink.Core.Plugins;

/// <summary>A plug-in whose manifest is known, and whose code is loaded when something of it is first asked for.</summary>
internal sealed class Plugin(PluginManifest manifest)
{
    private readonly Lock _lock = new();
    private IReadOnlyDictionary<(string Kind, string Name), object>? _offered;

    public PluginManifest Manifest => manifest;

    public bool IsLoaded => Volatile.Read(ref _offered) is not null;

    /// <summary>What the plug-in offers of a kind under a name; loads the plug-in at the first call.</summary>
    public TContract Get<TContract>(string kind, string name)
        where TContract : class
    {
        IReadOnlyDictionary<(string Kind, string Name), object> offered;
        lock (_lock)
        {
            // A failure is not kept: the next call tries again, as when a missing file was added meanwhile.
            offered = _offered ??= Load();
        }

        if (!offered.TryGetValue((kind, name), out var contract))
        {
            throw Failed($"its manifest offers '{name}' of kind '{kind}', but its factory '{manifest.Factory}' does not register it");
        }

        return contract as TContract ?? throw Failed(
            $"what it registers as '{name}' of kind '{kind}' is a '{contract.GetType()}' and not a '{typeof(TContract)}'; "
            + "it was built for another version of Flink for .NET");
    }

    private Registry Load()
    {
        var registry = new Registry(this);
        try
        {
            var assembly = new PluginLoadContext(manifest).LoadFromAssemblyPath(manifest.AssemblyPath);
            var type = assembly.GetType(manifest.Factory)
                ?? throw Failed($"its assembly '{manifest.Assembly}' has no class '{manifest.Factory}', which the manifest names as its factory");
            if (!type.IsAssignableTo(typeof(IPlugin)) || type.IsAbstract || type.GetConstructor([]) is null)
            {
                throw Failed($"its factory '{manifest.Factory}' is not a class with a public parameterless constructor that implements IPlugin");
            }

            ((IPlugin)Activator.CreateInstance(type)!).Register(registry);
            return registry;
        }
        catch (Exception error) when (error is not FlinkException)
        {
            var cause = error is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : error;
            throw new FlinkException($"The plug-in '{manifest.Name}' ({manifest.Folder}) cannot be loaded: {cause.Message}", cause);
        }
    }

    private FlinkException Failed(string reason) =>
        new($"The plug-in '{manifest.Name}' {manifest.Version} ({manifest.Folder}) cannot be used: {reason}.");

    private sealed class Registry(Plugin plugin) : Dictionary<(string Kind, string Name), object>, IPluginRegistry
    {
        public void Offer<TContract>(string kind, string name, TContract contract)
            where TContract : class
        {
            ArgumentException.ThrowIfNullOrEmpty(kind);
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(contract);
            if (!plugin.Manifest.HasOffer(kind, name))
            {
                throw plugin.Failed($"it registers '{name}' of kind '{kind}', which its manifest does not name");
            }

            if (!TryAdd((kind, name), contract))
            {
                throw plugin.Failed($"it registers '{name}' of kind '{kind}' twice");
            }
        }
    }
}
