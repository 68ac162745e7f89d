using Flink.Core.Configuration;

namespace Flink.Core.Plugins;

/// <summary>
/// The plug-ins of a plugins folder: known by their manifests from the start, loaded one by one when something of them is needed,
/// never unloaded.
/// </summary>
/// <remarks>Safe for use by several threads. A plug-in that is not usable is a <see cref="Problems">problem</see> and hides no other.</remarks>
public sealed class PluginCatalog
{
    private const string FolderVariable = "FLINK_PLUGINS_DIR";
    private const string HomeVariable = "FLINK_HOME";

    private static readonly Lazy<PluginCatalog> _installed = new(static () => Open(InstalledFolder));

    private readonly SortedDictionary<string, Plugin> _plugins = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Name), Plugin> _offers = [];
    private readonly List<PluginProblem> _problems = [];

    private PluginCatalog(string folder) => Folder = folder;

    /// <summary>
    /// The plug-ins of this installation, read at the first use: those in FLINK_PLUGINS_DIR, else in FLINK_HOME/plugins, else in the folder
    /// plugins beside the engine.
    /// </summary>
    public static PluginCatalog Installed => _installed.Value;

    /// <summary>The folder that was searched.</summary>
    public string Folder { get; }

    /// <summary>The usable plug-ins, by name.</summary>
    public IEnumerable<PluginManifest> Manifests => _plugins.Values.Select(plugin => plugin.Manifest);

    /// <summary>Folders that are not usable, for the log.</summary>
    public IReadOnlyList<PluginProblem> Problems => _problems;

    private static string InstalledFolder =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home ? home : EngineFolder, "plugins");

    // Not the base directory, where there is a choice: that is the program's once the command line has loaded one.
    private static string EngineFolder => typeof(PluginCatalog).Assembly.Location is { Length: > 0 } file ? Path.GetDirectoryName(file)! : AppContext.BaseDirectory;

    /// <summary>Reads the manifests of a plugins folder; one that does not exist has no plug-ins.</summary>
    /// <param name="folder">The folder whose folders are plug-ins.</param>
    public static PluginCatalog Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var catalog = new PluginCatalog(Path.GetFullPath(folder));
        if (Directory.Exists(catalog.Folder))
        {
            foreach (var plugin in Directory.GetDirectories(catalog.Folder).Order(StringComparer.Ordinal))
            {
                catalog.Add(plugin);
            }
        }

        return catalog;
    }

    /// <summary>The names that the plug-ins offer of a kind, in order.</summary>
    public IReadOnlyList<string> NamesOf(string kind) =>
        [.. _offers.Keys.Where(offer => offer.Kind == kind).Select(offer => offer.Name).Order(StringComparer.Ordinal)];

    /// <summary>The plug-in that offers something, without loading it; null when none does.</summary>
    public PluginManifest? Find(string kind, string name) => _offers.GetValueOrDefault((kind, name))?.Manifest;

    /// <summary>Whether code of a plug-in was loaded already.</summary>
    public bool IsLoaded(string plugin) => _plugins.TryGetValue(plugin, out var found) && found.IsLoaded;

    /// <summary>What a plug-in offers, after loading it if need be.</summary>
    /// <exception cref="FlinkException">No plug-in offers it, or the one that does cannot be loaded.</exception>
    public TContract Load<TContract>(string kind, string name)
        where TContract : class
    {
        if (_offers.TryGetValue((kind, name), out var plugin))
        {
            return plugin.Get<TContract>(kind, name);
        }

        var known = NamesOf(kind);
        var others = known.Count == 0 ? "none is there" : $"there are {string.Join(", ", known)}";
        var problems = string.Concat(_problems.Select(problem => $" {problem.Message}"));
        throw new FlinkException($"No plug-in in '{Folder}' offers '{name}' of kind '{kind}'; {others}.{problems}");
    }

    /// <summary>Known configuration keys, with those added that begin with a prefix of a plug-in.</summary>
    public KnownOptions AddTo(KnownOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var manifest in Manifests.Where(manifest => manifest.ConfigurationPrefixes.Count > 0))
        {
            var prefixes = manifest.ConfigurationPrefixes
                .Select(prefix => new KnownPrefix(prefix, $"Options of the plug-in {manifest.Name}.", IsSupported: true));
            options = options.With(manifest.Name, [.. prefixes]);
        }

        return options;
    }

    private void Add(string folder)
    {
        var file = Path.Combine(folder, PluginManifest.FileName);
        if (!File.Exists(file))
        {
            _problems.Add(new PluginProblem(folder, $"The folder '{folder}' has no {PluginManifest.FileName}, so it is not a plug-in."));
            return;
        }

        try
        {
            var plugin = new Plugin(PluginManifest.Load(folder));
            var offers = plugin.Manifest.Offers.SelectMany(offer => offer.Names.Select(name => (offer.Kind, name))).Distinct().ToList();
            foreach (var offer in offers)
            {
                CheckFree(file, offer);
            }

            offers.ForEach(offer => _offers.Add(offer, plugin));
            _plugins.Add(plugin.Manifest.Name, plugin);
        }
        catch (FlinkException error)
        {
            _problems.Add(new PluginProblem(file, error.Message));
        }
    }

    private void CheckFree(string file, (string Kind, string Name) offer)
    {
        if (_offers.TryGetValue(offer, out var other))
        {
            throw new FlinkException(
                $"The plug-in of '{file}' is not used: '{offer.Name}' of kind '{offer.Kind}' is offered by the plug-in "
                + $"'{other.Manifest.Name}' already. Remove one of them.");
        }
    }
}
