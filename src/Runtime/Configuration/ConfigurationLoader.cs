using System.Text;
using Flink.Core.Configuration;

namespace Flink.Runtime.Configuration;

/// <summary>
/// Gathers the configuration of a process from <c>config.yaml</c>, the environment and <c>-D</c>, and checks all of
/// it at once.
/// </summary>
/// <remarks>
/// The folder is the explicit one, else <c>FLINK_CONF_DIR</c>, else <c>FLINK_HOME/conf</c>.
/// The environment variable <c>FLINK_PROPERTIES</c> holds lines of <c>key: value</c> with dotted keys; each line is YAML of its own, so its indent does not matter.
/// </remarks>
/// <param name="known">The keys to check against: the built-in ones and those of plug-ins.</param>
/// <param name="environment">Reads an environment variable; null when it is not set.</param>
public sealed class ConfigurationLoader(KnownOptions known, Func<string, string?> environment)
{
    /// <summary>The name of the file in the configuration folder.</summary>
    public const string FileName = "config.yaml";

    /// <summary>The environment variable that names the configuration folder.</summary>
    public const string FolderVariable = "FLINK_CONF_DIR";

    /// <summary>The environment variable that names the installation.</summary>
    public const string HomeVariable = "FLINK_HOME";

    /// <summary>The environment variable that holds properties.</summary>
    public const string PropertiesVariable = "FLINK_PROPERTIES";

    private const string OldFileName = "flink-conf.yaml";
    private const string ExpectedArgument = "-D key=value";

    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and checks everything.</summary>
    /// <param name="folder">The configuration folder; null looks it up in the environment.</param>
    /// <param name="dynamicProperties">
    /// The arguments of <c>-D</c>, each <c>key=value</c>; the first equals sign divides, the last argument of a key
    /// counts.
    /// </param>
    /// <param name="propertiesFile">A file of <see cref="PropertiesFile"/>, before the environment and after the arguments; null for none.</param>
    /// <exception cref="ConfigurationException">
    /// The file is missing or unreadable, or something in it, the environment or the arguments is not valid;
    /// carries all problems.
    /// </exception>
    public LoadedConfiguration Load(string? folder, IReadOnlyList<string> dynamicProperties, string? propertiesFile = null)
    {
        ArgumentNullException.ThrowIfNull(dynamicProperties);
        List<ConfigurationError> errors = [];
        var configuration = FlinkConfiguration.Empty;
        var file = FindFile(folder);
        if (file is not null)
        {
            configuration = AddFile(configuration, file, errors);
        }

        configuration = AddEnvironment(configuration, errors);
        if (propertiesFile is not null)
        {
            configuration = AddFile(configuration, propertiesFile, errors);
        }

        configuration = AddArguments(configuration, dynamicProperties, errors);
        var report = known.Validate(configuration);
        new ConfigurationReport([.. errors, .. report.Errors], report.Warnings).ThrowIfInvalid();
        return new LoadedConfiguration(configuration, report.Warnings, file);
    }

    private string? FindFile(string? folder)
    {
        var named = folder ?? NonEmpty(FolderVariable);
        var home = NonEmpty(HomeVariable);
        if (named is null)
        {
            var shipped = home is null ? null : Path.Combine(home, "conf", FileName);
            return File.Exists(shipped) ? shipped : null;
        }

        var path = Path.GetFullPath(Path.Combine(named, FileName));
        if (File.Exists(path))
        {
            return path;
        }

        var source = folder is null ? $"the folder of {FolderVariable}" : "the configuration folder";
        throw File.Exists(Path.Combine(named, OldFileName))
            ? new ConfigurationException($"{path}: not found, but {OldFileName} is there, whose format is no longer read; rename it and write its values as YAML")
            : new ConfigurationException($"{path}: not found; {source} must hold a {FileName}");
    }

    private string? NonEmpty(string variable) => environment(variable) is { Length: > 0 } value ? value : null;

    private static FlinkConfiguration AddFile(FlinkConfiguration configuration, string path, List<ConfigurationError> errors)
    {
        var reader = new YamlReader(line => new ConfigOrigin(ConfigOriginKind.File, path, line), errors);
        reader.Read(ReadText(path));
        return AddEntries(configuration, reader);
    }

    private static string ReadText(string path)
    {
        byte[] bytes = [];
        try
        {
            bytes = File.ReadAllBytes(path);
            return _strictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n');
            throw new ConfigurationException($"{path}:{line}: the line is not UTF-8; save the file as UTF-8", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    private FlinkConfiguration AddEnvironment(FlinkConfiguration configuration, List<ConfigurationError> errors)
    {
        if (NonEmpty(PropertiesVariable) is not { } properties)
        {
            return configuration;
        }

        var reader = new YamlReader(line => new ConfigOrigin(ConfigOriginKind.Environment, PropertiesVariable, line), errors);
        var lines = properties.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            reader.Read(lines[i].Trim(), lineOffset: i);
        }

        foreach (var (key, origin) in reader.Unset)
        {
            errors.Add(new ConfigurationError(key, origin, null, "has no value in its line", "'key: value' in one line, with a dotted key"));
        }

        return AddEntries(configuration, reader);
    }

    private FlinkConfiguration AddArguments(FlinkConfiguration configuration, IReadOnlyList<string> arguments, List<ConfigurationError> errors)
    {
        foreach (var argument in arguments)
        {
            var divider = argument.IndexOf('=', StringComparison.Ordinal);
            var key = divider < 0 ? "" : argument[..divider].Trim();
            if (key.Length == 0)
            {
                var problem = divider < 0 ? "has no equals sign" : "has no key";
                errors.Add(new ConfigurationError("", ConfigOrigin.CommandLine, SensitiveKeys.Show(argument, argument), problem, ExpectedArgument));
                continue;
            }

            configuration = configuration.With(key, FlatValue(key, argument[(divider + 1)..]), ConfigOrigin.CommandLine);
        }

        return configuration;
    }

    /// <summary>Text that looks like a flow list or map is only read as one where the option is one.</summary>
    private string FlatValue(string key, string value) =>
        known.Find(key) is { Key: var declared, TypeName: "Map" or "List<String>" or "List<Map>" } && declared == key ? FlowText.ToFlat(value) : value;

    private static FlinkConfiguration AddEntries(FlinkConfiguration configuration, YamlReader reader)
    {
        foreach (var (key, entry) in reader.Entries)
        {
            configuration = configuration.With(key, entry.Value, entry.Origin);
        }

        return configuration;
    }
}
