using Flink.Core.Configuration;
using Flink.Core.Plugins;

namespace Flink.Core.FileSystems;

/// <summary>Finds the file system of a path by its scheme; knows this machine's files from the start.</summary>
/// <remarks>Safe for use by several threads. A file system is made at its first use and kept, until it is configured otherwise.</remarks>
/// <param name="configuration">What file systems are configured with.</param>
/// <param name="plugins">Where schemes are looked for that were not registered; asked at the first such path, since most jobs have none. Null for nowhere.</param>
public sealed class FileSystemRegistry(FlinkConfiguration configuration, Func<PluginCatalog>? plugins = null)
{
    private readonly Lock _lock = new();
    private readonly LocalFileSystem _files = new();
    private readonly Dictionary<string, FileSystem> _open = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FileSystemFactory> _factories = new(StringComparer.Ordinal);
    private FlinkConfiguration _configuration = configuration;

    /// <summary>File systems without any configuration.</summary>
    public FileSystemRegistry()
        : this(FlinkConfiguration.Empty)
    {
    }

    /// <summary>Makes a scheme known.</summary>
    /// <exception cref="ArgumentException">The scheme is not a lower-case URI scheme, or was registered before.</exception>
    public void Register(string scheme, FileSystemFactory factory)
    {
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        ArgumentNullException.ThrowIfNull(factory);
        if (!FilePath.TryParse(scheme + "://a/", out var path) || path.Scheme != scheme)
        {
            throw new ArgumentException($"'{scheme}' is not a URI scheme in lower case.", nameof(scheme));
        }

        lock (_lock)
        {
            if (scheme == FilePath.FileScheme || !_factories.TryAdd(scheme, factory))
            {
                throw new ArgumentException($"There is a file system for the scheme '{scheme}' already.", nameof(scheme));
            }
        }
    }

    /// <summary>
    /// Configures file systems that are asked for from now on. One that was made with other values is made anew; who has it keeps it.
    /// </summary>
    public void Configure(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        lock (_lock)
        {
            if (!Texts(_configuration).SequenceEqual(Texts(configuration)))
            {
                _open.Clear();
            }

            _configuration = configuration;
        }
    }

    /// <summary>The file system that holds a path.</summary>
    /// <exception cref="FlinkException">No file system is known for the scheme, or it cannot be made; says which plug-in brings it.</exception>
    public FileSystem For(FilePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Scheme == FilePath.FileScheme)
        {
            return _files;
        }

        lock (_lock)
        {
            if (!_open.TryGetValue(path.Scheme, out var open))
            {
                open = FactoryFor(path)(_configuration);
                _open.Add(path.Scheme, open);
            }

            return open;
        }
    }

    private static IEnumerable<(string Key, string Text)> Texts(FlinkConfiguration configuration) =>
        configuration.Entries.Select(static entry => (entry.Key, entry.Value.Value));

    private FileSystemFactory FactoryFor(FilePath path)
    {
        if (_factories.TryGetValue(path.Scheme, out var factory))
        {
            return factory;
        }

        var catalog = plugins?.Invoke();
        return catalog?.Find(PluginKinds.FileSystem, path.Scheme) is not null
            ? catalog.Load<FileSystemFactory>(PluginKinds.FileSystem, path.Scheme)
            : throw Unknown(path, catalog);
    }

    private FlinkException Unknown(FilePath path, PluginCatalog? catalog)
    {
        var known = string.Join(", ", _factories.Keys
            .Append(FilePath.FileScheme)
            .Concat(catalog?.NamesOf(PluginKinds.FileSystem) ?? [])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal));
        var folder = catalog is null ? "plugins" : $"{catalog.Folder}";
        var advice = FileSystemPlugins.PluginFor(path.Scheme) is { } plugin
            ? $"The plug-in '{plugin}' brings it: put its folder into {folder}/{plugin}/ of every process that reads or writes such paths."
            : "A plug-in of kind 'file-system' in the plugins folder can bring it.";
        var problems = string.Concat(catalog?.Problems.Select(static problem => $" {problem.Message}") ?? []);
        return new FlinkException($"There is no file system for the scheme '{path.Scheme}' of '{path}' (known: {known}). {advice}{problems}");
    }
}
