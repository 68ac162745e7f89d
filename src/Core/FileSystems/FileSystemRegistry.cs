using Flink.Core.Configuration;

namespace Flink.Core.FileSystems;

/// <summary>Finds the file system of a path by its scheme; knows this machine's files from the start.</summary>
/// <remarks>Safe for use by several threads. A file system is made at its first use and kept.</remarks>
/// <param name="configuration">What file systems are configured with.</param>
public sealed class FileSystemRegistry(FlinkConfiguration configuration)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FileSystem> _open = new() { [FilePath.FileScheme] = new LocalFileSystem() };
    private readonly SortedDictionary<string, FileSystemFactory> _factories = new(StringComparer.Ordinal);

    /// <summary>File systems without any configuration.</summary>
    public FileSystemRegistry()
        : this(FlinkConfiguration.Empty)
    {
    }

    /// <summary>Makes a scheme known.</summary>
    /// <exception cref="ArgumentException">The scheme is not a lower-case URI scheme, or is known already.</exception>
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
            if (_open.ContainsKey(scheme) || !_factories.TryAdd(scheme, factory))
            {
                throw new ArgumentException($"There is a file system for the scheme '{scheme}' already.", nameof(scheme));
            }
        }
    }

    /// <summary>The file system that holds a path.</summary>
    /// <exception cref="FlinkException">No file system is known for the scheme; says which plug-in brings it.</exception>
    public FileSystem For(FilePath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_lock)
        {
            if (_open.TryGetValue(path.Scheme, out var open))
            {
                return open;
            }

            if (!_factories.TryGetValue(path.Scheme, out var factory))
            {
                throw Unknown(path);
            }

            var made = factory(configuration);
            _open.Add(path.Scheme, made);
            return made;
        }
    }

    private FlinkException Unknown(FilePath path)
    {
        var known = string.Join(", ", _factories.Keys.Append(FilePath.FileScheme).Order(StringComparer.Ordinal));
        var advice = FileSystemPlugins.PluginFor(path.Scheme) is { } plugin
            ? $"The plug-in '{plugin}' brings it: put its folder into plugins/{plugin}/ of every process that reads or writes such paths."
            : "A plug-in of kind 'file-system' in the plugins folder can bring it.";
        return new FlinkException($"There is no file system for the scheme '{path.Scheme}' of '{path}' (known: {known}). {advice}");
    }
}
