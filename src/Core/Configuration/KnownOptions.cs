namespace Flink.Core.Configuration;

/// <summary>All keys that mean something: the engine's own and those that plug-ins bring.</summary>
/// <remarks>Immutable; plug-ins extend a copy with <see cref="With(OptionGroup)"/>.</remarks>
public sealed class KnownOptions
{
    private const int SmallestTolerance = 2;
    private const int LettersPerEdit = 4;

    private readonly Dictionary<string, ConfigOption> _byKey = new(StringComparer.Ordinal);
    private readonly ConfigOption[] _templates;
    private readonly ConfigOption[] _maps;
    private readonly KnownPrefix[] _prefixes;

    private KnownOptions(IReadOnlyList<OptionGroup> groups)
    {
        Groups = groups;
        foreach (var option in groups.SelectMany(group => group.Options))
        {
            Add(option.Key, option);
            foreach (var old in option.DeprecatedKeys)
            {
                Add(old, option);
            }
        }

        _templates = [.. groups.SelectMany(group => group.Options).Where(option => option.IsTemplate)];
        _maps = [.. groups.SelectMany(group => group.Options).Where(option => option.HasEntries)];
        _prefixes = [.. groups.SelectMany(group => group.Prefixes)];
    }

    /// <summary>The keys of the engine, without any plug-in.</summary>
    public static KnownOptions BuiltIn { get; } = new(
    [
        CoreOptions.Group,
        PipelineOptions.Group,
        ExecutionOptions.Group,
        CheckpointingOptions.Group,
        StateBackendOptions.Group,
        RestartStrategyOptions.Group,
        JobManagerOptions.Group,
        JobManagerMemoryOptions.Group,
        AdaptiveSchedulerOptions.Group,
        TaskManagerOptions.Group,
        TaskManagerMemoryOptions.Group,
        NetworkOptions.Group,
        ClusterOptions.Group,
        ResourceManagerOptions.Group,
        ExternalResourceOptions.Group,
        DeploymentOptions.Group,
        ClientOptions.Group,
        HighAvailabilityOptions.Group,
        RestOptions.Group,
        WebOptions.Group,
        ArtifactOptions.Group,
        BlobServerOptions.Group,
        HistoryServerOptions.Group,
        MetricOptions.Group,
        SecurityOptions.Group,
        EnvironmentOptions.Group,
    ]);

    /// <summary>The chapters, in the order of the reference page.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; }

    /// <summary>All declared options, chapter by chapter.</summary>
    public IEnumerable<ConfigOption> Options => Groups.SelectMany(group => group.Options);

    /// <summary>These keys and those of a plug-in.</summary>
    /// <exception cref="ArgumentException">A key of the group is declared already.</exception>
    public KnownOptions With(OptionGroup group) => new([.. Groups, group]);

    /// <summary>These keys and families of free keys that a plug-in reads, such as <c>s3.</c>.</summary>
    public KnownOptions With(string pluginName, params IReadOnlyList<KnownPrefix> prefixes) =>
        With(new OptionGroup(pluginName, [], prefixes));

    /// <summary>
    /// The option that a key sets: by its name, an older name, a template, or as an entry of a map; null when there
    /// is none.
    /// </summary>
    public ConfigOption? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _byKey.GetValueOrDefault(key)
            ?? Array.Find(_templates, template => template.Matches(key))
            ?? Array.Find(_maps, map => key.Length > map.Key.Length + 1 && key.StartsWith(map.Key + ".", StringComparison.Ordinal));
    }

    /// <summary>The family of free keys that a key belongs to; null when there is none.</summary>
    public KnownPrefix? FindPrefix(string key) => Array.Find(_prefixes, prefix => prefix.Matches(key));

    /// <summary>
    /// The declared key with the fewest edits to an unknown one; null when none is near enough to be what was
    /// meant.
    /// </summary>
    /// <remarks>
    /// Near enough is one edit for each four letters, at least two. Of equally near keys the first in ordinal
    /// order.
    /// </remarks>
    public string? FindNearest(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var limit = Math.Max(SmallestTolerance, key.Length / LettersPerEdit);
        string? nearest = null;
        var fewest = limit + 1;
        foreach (var candidate in Options.Select(option => option.Key).Order(StringComparer.Ordinal))
        {
            if (Math.Abs(candidate.Length - key.Length) < fewest && EditDistance.Between(key, candidate) is var edits && edits < fewest)
            {
                (nearest, fewest) = (candidate, edits);
            }
        }

        return nearest;
    }

    /// <summary>Reads every configured value through its option and remarks on every key that has no effect.</summary>
    public ConfigurationReport Validate(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        List<ConfigurationError> errors = [];
        List<ConfigurationWarning> warnings = [];

        // By keys, which are objects: sorting pairs would be compiled by every process at its start.
        foreach (var key in configuration.Keys.OrderBy(key => configuration.FindEntry(key)!.Origin.Line))
        {
            var entry = configuration.FindEntry(key)!;
            if (Find(key) is { } option)
            {
                CheckValue(key, entry, option, errors);
                Remark(key, entry, option, warnings);
            }
            else if (FindPrefix(key) is not { } prefix)
            {
                warnings.Add(new(ConfigurationWarningKind.UnknownKey, key, entry.Origin, FindNearest(key)));
            }
            else if (!prefix.IsSupported)
            {
                warnings.Add(new(ConfigurationWarningKind.NotImplemented, key, entry.Origin));
            }
        }

        return new ConfigurationReport(errors, warnings);
    }

    private static void CheckValue(string key, ConfigEntry entry, ConfigOption option, List<ConfigurationError> errors)
    {
        var isWholeValue = !option.HasEntries || option.Key == key || option.DeprecatedKeys.Contains(key);
        if (isWholeValue && !option.Accepts(entry.Value))
        {
            errors.Add(FlinkConfiguration.InvalidValue(key, entry, option));
        }
    }

    private static void Remark(string key, ConfigEntry entry, ConfigOption option, List<ConfigurationWarning> warnings)
    {
        if (!option.IsSupported)
        {
            warnings.Add(new(ConfigurationWarningKind.NotImplemented, key, entry.Origin));
        }
        else if (option.DeprecatedKeys.Contains(key))
        {
            warnings.Add(new(ConfigurationWarningKind.DeprecatedKey, key, entry.Origin, option.Key));
        }
    }

    private void Add(string key, ConfigOption option)
    {
        if (!_byKey.TryAdd(key, option))
        {
            throw new ArgumentException($"The configuration key '{key}' is declared twice.");
        }
    }
}
