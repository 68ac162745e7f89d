using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flink.Core.Plugins;

/// <summary>What a plug-in says about itself in "plugin.json", read without loading any of its code.</summary>
/// <param name="Folder">The folder that holds the manifest and the assemblies.</param>
/// <param name="Name">The plug-in's name, which is its folder's too.</param>
/// <param name="Version">Its version, for messages and logs.</param>
/// <param name="Assembly">File name of the assembly that holds the factory.</param>
/// <param name="Factory">Full name of the class that implements <see cref="IPlugin"/>.</param>
/// <param name="Offers">What it offers; at least one thing.</param>
/// <param name="ConfigurationPrefixes">Beginnings of the configuration keys that are its own, each ending in a dot.</param>
public sealed record PluginManifest(
    string Folder,
    string Name,
    string Version,
    string Assembly,
    string Factory,
    IReadOnlyList<PluginOffer> Offers,
    IReadOnlyList<string> ConfigurationPrefixes)
{
    /// <summary>Name of the file in a plug-in's folder.</summary>
    public const string FileName = "plugin.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Path of the assembly that holds the factory.</summary>
    public string AssemblyPath => Path.Combine(Folder, Assembly);

    /// <summary>Reads the manifest of a plug-in's folder.</summary>
    /// <exception cref="FlinkException">It is missing, unreadable or wrong; names the file, the place and what to write.</exception>
    public static PluginManifest Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var file = Path.Combine(full, FileName);
        try
        {
            var document = JsonSerializer.Deserialize<Document>(File.ReadAllBytes(file), Json)
                ?? throw Wrong(file, "it holds null instead of an object");
            return document.Check(file, full);
        }
        catch (JsonException error)
        {
            var line = error.LineNumber is { } number ? $" line {number + 1}" : "";
            throw new FlinkException($"The plug-in manifest '{file}' is not usable:{line} {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The plug-in manifest '{file}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Whether the plug-in says that it offers this.</summary>
    public bool HasOffer(string kind, string name) => Offers.Any(offer => offer.Kind == kind && offer.Names.Contains(name));

    private static FlinkException Wrong(string file, string reason) => new($"The plug-in manifest '{file}' is not usable: {reason}.");

    // Only what the serializer fills: presence and form are checked by hand, so that the message can say what to write.
    private sealed class Document
    {
        public string? Name { get; init; }

        public string? Version { get; init; }

        public string? Assembly { get; init; }

        public string? Factory { get; init; }

        public List<DocumentOffer?>? Offers { get; init; }

        public List<string?>? Configuration { get; init; }

        public PluginManifest Check(string file, string folder)
        {
            var manifest = new PluginManifest(
                folder,
                Required(file, Name, "name"),
                Required(file, Version, "version"),
                Required(file, Assembly, "assembly"),
                Required(file, Factory, "factory"),
                [.. (Offers ?? []).Select(offer => offer?.Check(file) ?? throw Wrong(file, "an entry of 'offers' is null"))],
                [.. (Configuration ?? []).Select(prefix => CheckPrefix(file, prefix))]);

            if (manifest.Name != Path.GetFileName(folder))
            {
                throw Wrong(file, $"its name is '{manifest.Name}' but its folder is '{Path.GetFileName(folder)}'; give both the same name");
            }

            if (Path.GetFileName(manifest.Assembly) != manifest.Assembly || !manifest.Assembly.EndsWith(".dll", StringComparison.Ordinal))
            {
                throw Wrong(file, $"'assembly' is '{manifest.Assembly}', but must be the name of a .dll beside the manifest");
            }

            if (!File.Exists(manifest.AssemblyPath))
            {
                throw Wrong(file, $"its assembly '{manifest.AssemblyPath}' does not exist");
            }

            return manifest.Offers.Count > 0
                ? manifest
                : throw Wrong(file, "'offers' is missing or empty; write what the plug-in brings, "
                    + "such as [{\"kind\": \"file-system\", \"names\": [\"s3\"]}]");
        }

        private static string CheckPrefix(string file, string? prefix) => prefix is { Length: > 1 } && prefix.EndsWith('.')
            ? prefix
            : throw Wrong(file, $"the configuration prefix '{prefix}' does not end in a dot, as 's3.' does");
    }

    private sealed class DocumentOffer
    {
        public string? Kind { get; init; }

        public List<string?>? Names { get; init; }

        public PluginOffer Check(string file)
        {
            var kind = Required(file, Kind, "kind");
            return Names is { Count: > 0 }
                ? new PluginOffer(kind, [.. Names.Select(name => Required(file, name, "names"))])
                : throw Wrong(file, $"the offer of kind '{kind}' has no 'names'");
        }
    }

    private static string Required(string file, string? value, string property) =>
        string.IsNullOrWhiteSpace(value) ? throw Wrong(file, $"'{property}' is missing or empty") : value;
}
