using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Flink.Core.Configuration;

/// <summary>Configured values by key, each with its origin, read through typed options.</summary>
/// <remarks>
/// Immutable and safe for all threads; the <c>With</c> members give a changed copy.
/// Precedence follows <see cref="ConfigOriginKind"/>, whatever the order of the calls: program over -D over environment over file over defaults.
/// </remarks>
public sealed class FlinkConfiguration
{
    private readonly ImmutableSortedDictionary<string, ConfigEntry> _entries;

    private FlinkConfiguration(ImmutableSortedDictionary<string, ConfigEntry> entries) => _entries = entries;

    /// <summary>Nothing configured: every option has its default.</summary>
    public static FlinkConfiguration Empty { get; } = new(ImmutableSortedDictionary.Create<string, ConfigEntry>(StringComparer.Ordinal));

    /// <summary>The configured keys in ordinal order, as they were written.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>Configured keys of a family that none of its options reads, in ordinal order: they would have no effect, without a word.</summary>
    /// <param name="prefix">What keys of the family begin with.</param>
    /// <param name="family">Its options.</param>
    public IEnumerable<string> UnreadKeys(string prefix, IReadOnlyCollection<ConfigOption> family) =>
        Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)
            && !family.Any(option => option.Key == key || option.DeprecatedKeys.Contains(key) || option.FallbackKeys.Contains(key) || IsEntryOf(option, key)));

    /// <summary>All entries in ordinal order of their keys, secrets included: not for logs.</summary>
    public IEnumerable<KeyValuePair<string, ConfigEntry>> Entries => _entries;

    /// <summary>All entries as they may be shown, in ordinal order of their keys; secrets are masked.</summary>
    public IEnumerable<KeyValuePair<string, string>> MaskedEntries =>
        _entries.Select(static pair => KeyValuePair.Create(pair.Key, SensitiveKeys.Show(pair.Key, pair.Value.Value)));

    /// <summary>The value of an option, or its default.</summary>
    /// <exception cref="ConfigurationException">
    /// The configured text is not valid, or nothing is configured and there is no default.
    /// </exception>
    public T Get<T>(ConfigOption<T> option)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(option);
        if (TryGet(option, out var value))
        {
            return value;
        }

        return option.HasDefault
            ? option.DefaultValue
            : throw new ConfigurationException(
                $"'{option.Key}' is not set and has no default; set it in config.yaml or with -D {option.Key}=..., expected {option.Expected}");
    }

    /// <summary>
    /// The value of an option, or <paramref name="otherwise"/> when nothing is configured; the option's own default
    /// is not looked at.
    /// </summary>
    /// <exception cref="ConfigurationException">The configured text is not valid.</exception>
    public T Get<T>(ConfigOption<T> option, T otherwise)
        where T : notnull => TryGet(option, out var value) ? value : otherwise;

    /// <summary>The configured value of an option; false when nothing is configured, whatever the default.</summary>
    /// <exception cref="ConfigurationException">The configured text is not valid.</exception>
    public bool TryGet<T>(ConfigOption<T> option, [MaybeNullWhen(false)] out T value)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(option);
        if (!TryFind(option, out var key, out var entry))
        {
            value = default;
            return false;
        }

        return option.TryRead(entry.Value, out value)
            ? true
            : throw new ConfigurationException([InvalidValue(key, entry, option)]);
    }

    /// <summary>The text under exactly this key, or null; older names and defaults are not looked at.</summary>
    public string? GetText(string key) => FindEntry(key)?.Value;

    /// <summary>The entry of exactly this key, or null.</summary>
    internal ConfigEntry? FindEntry(string key) => _entries.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>
    /// The entries below a prefix such as <c>flink.hadoop.</c>, with the prefix cut off, in ordinal order.
    /// </summary>
    public IReadOnlyDictionary<string, string> GetBelow(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return _entries
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Key.Length > prefix.Length)
            .ToImmutableSortedDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value.Value, StringComparer.Ordinal);
    }

    /// <summary>Whether the option, one of its older names or one of its fallbacks is configured.</summary>
    public bool Contains(ConfigOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return TryFind(option, out _, out _);
    }

    /// <summary>Where the option's value comes from; null when its default applies.</summary>
    public ConfigOrigin? OriginOf(ConfigOption option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return TryFind(option, out _, out var entry) ? entry.Origin : null;
    }

    /// <summary>A copy in which the program sets an option; its older names and map entries are replaced.</summary>
    /// <exception cref="ArgumentException">The option does not accept the value.</exception>
    public FlinkConfiguration With<T>(ConfigOption<T> option, T value)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(option);
        var text = option.Write(value);
        var replaced = _entries.Keys.Where(key => option.DeprecatedKeys.Contains(key) || IsEntryOf(option, key));
        return new FlinkConfiguration(_entries.RemoveRange(replaced).SetItem(option.Key, new ConfigEntry(text, ConfigOrigin.Program)));
    }

    /// <summary>A copy in which the program sets a key by text; checked when it is read or validated.</summary>
    public FlinkConfiguration With(string key, string value) => With(key, value, ConfigOrigin.Program);

    /// <summary>
    /// A copy with a value from a place; a value of higher precedence stays, one of the same is replaced.
    /// </summary>
    public FlinkConfiguration With(string key, string value, ConfigOrigin origin)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(value);
        var stays = _entries.TryGetValue(key, out var present) && present.Origin.Kind > origin.Kind;
        return stays ? this : new FlinkConfiguration(_entries.SetItem(key, new ConfigEntry(value, origin)));
    }

    /// <summary>A copy without exactly this key.</summary>
    public FlinkConfiguration Without(string key) => new(_entries.Remove(key));

    /// <summary>
    /// Both configurations in one: precedence by origin, <paramref name="other"/> where origins are equal.
    /// </summary>
    public FlinkConfiguration MergedWith(FlinkConfiguration other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var merged = this;
        foreach (var (key, entry) in other._entries)
        {
            merged = merged.With(key, entry.Value, entry.Origin);
        }

        return merged;
    }

    /// <summary>One line a key, <c>key: value</c>, secrets masked: for logs and pages.</summary>
    public string ToLogString() => string.Join('\n', MaskedEntries.Select(pair => $"{pair.Key}: {pair.Value}"));

    /// <summary>The same as <see cref="ToLogString"/>, so that no accidental print shows a secret.</summary>
    public override string ToString() => ToLogString();

    /// <summary>The structured form of "this text is not valid for this option".</summary>
    internal static ConfigurationError InvalidValue(string key, ConfigEntry entry, ConfigOption option)
    {
        var shown = option.IsSensitive ? SensitiveKeys.Mask : SensitiveKeys.Show(key, entry.Value);
        return new ConfigurationError(key, entry.Origin, shown, "is not valid", option.Expected);
    }

    private static bool IsEntryOf(ConfigOption option, string key) =>
        option.HasEntries
        && key.Length > option.Key.Length + 1
        && key[option.Key.Length] == '.'
        && key.StartsWith(option.Key, StringComparison.Ordinal);

    private bool TryFind(ConfigOption option, out string key, [NotNullWhen(true)] out ConfigEntry? entry)
    {
        if (TryFindNamed(option, out key, out entry))
        {
            return true;
        }

        foreach (var fallback in option.FallbackKeys)
        {
            if (_entries.TryGetValue(fallback, out entry))
            {
                key = fallback;
                return true;
            }
        }

        return false;
    }

    /// <summary>Of the option's own names the one of highest precedence; the current name among equals.</summary>
    private bool TryFindNamed(ConfigOption option, out string key, [NotNullWhen(true)] out ConfigEntry? entry)
    {
        (key, entry) = ("", null);
        foreach (var name in option.DeprecatedKeys.Prepend(option.Key))
        {
            if (_entries.TryGetValue(name, out var candidate) && (entry is null || candidate.Origin.Kind > entry.Origin.Kind))
            {
                (key, entry) = (name, candidate);
            }
        }

        if (option.HasEntries)
        {
            AddEntries(option, ref key, ref entry);
        }

        return entry is not null;
    }

    /// <summary>
    /// Joins a map's flat form with the entries that are keys of their own; an entry of lower precedence than the
    /// flat form is hidden.
    /// </summary>
    private void AddEntries(ConfigOption option, ref string key, ref ConfigEntry? entry)
    {
        var wholeKind = entry?.Origin.Kind ?? ConfigOriginKind.File;
        IReadOnlyDictionary<string, string> whole = new Dictionary<string, string>();
        if (entry is not null && !MapText.TryRead(entry.Value, out whole!))
        {
            // The caller reports the flat form as it stands.
            return;
        }

        var map = new Dictionary<string, string>(whole, StringComparer.Ordinal);
        foreach (var (name, below) in _entries)
        {
            if (IsEntryOf(option, name) && below.Origin.Kind >= wholeKind)
            {
                map[name[(option.Key.Length + 1)..]] = below.Value;
                key = entry is null ? name : key;
                entry ??= below;
            }
        }

        entry = entry is null ? null : entry with { Value = MapText.Write(map) };
    }
}
