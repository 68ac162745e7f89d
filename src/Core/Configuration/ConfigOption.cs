namespace Flink.Core.Configuration;

/// <summary>
/// The declaration of one configuration key, without its value type: what lists, validation and the reference page
/// need.
/// </summary>
/// <remarks>
/// Immutable. A key that holds <c>&lt;name&gt;</c> is a template for keys with a part that users choose.
/// </remarks>
public abstract class ConfigOption
{
    /// <summary>The part of a template's key that stands for a name.</summary>
    public const string NamePlaceholder = "<name>";

    private protected ConfigOption(string key, string description)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        Key = key;
        Description = description;
    }

    /// <summary>The dotted key, as Flink spells it.</summary>
    public string Key { get; private protected set; }

    /// <summary>What the option does, for the reference page; whole sentences in Markdown.</summary>
    public string Description { get; }

    /// <summary>The value's type as the reference page names it.</summary>
    public abstract string TypeName { get; }

    /// <summary>What a value must look like, as it follows the word "expected" in an error.</summary>
    public abstract string Expected { get; }

    /// <summary>The default as text, or words about it where it is derived; null when there is none.</summary>
    public abstract string? DefaultText { get; }

    /// <summary>Whether <see cref="DefaultText"/> is words about a default that is derived at run time.</summary>
    public abstract bool HasDerivedDefault { get; }

    /// <summary>Older names of the same option; using one gives a warning.</summary>
    public IReadOnlyList<string> DeprecatedKeys { get; private protected set; } = [];

    /// <summary>
    /// Other options whose value is taken when this one is not set, in order; their values are not deprecated.
    /// </summary>
    public IReadOnlyList<string> FallbackKeys { get; private protected set; } = [];

    /// <summary>Whether the engine honours the option; setting one that it does not honour gives a warning.</summary>
    public bool IsSupported { get; private protected set; }

    /// <summary>
    /// Whether the key has a part for a name of the user's choice; see <see cref="NamePlaceholder"/>.
    /// </summary>
    public bool IsTemplate => Key.Contains(NamePlaceholder, StringComparison.Ordinal);

    /// <summary>Whether keys below this one (<c>key.entry</c>) are entries of this option's map.</summary>
    public abstract bool HasEntries { get; }

    /// <summary>Whether the value must never be shown; see <see cref="SensitiveKeys"/>.</summary>
    public bool IsSensitive => SensitiveKeys.IsSensitive(Key);

    /// <summary>Whether a text is a valid value.</summary>
    public abstract bool Accepts(string text);

    /// <summary>Whether <paramref name="key"/> is this template with a name filled in.</summary>
    /// <remarks>
    /// A name has no dots unless it is the end of the key, as in <c>containerized.master.env.&lt;name&gt;</c>.
    /// </remarks>
    public bool Matches(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var at = Key.IndexOf(NamePlaceholder, StringComparison.Ordinal);
        if (at < 0)
        {
            return key == Key;
        }

        var before = Key.AsSpan(0, at);
        var after = Key.AsSpan(at + NamePlaceholder.Length);
        return key.Length > before.Length + after.Length
            && key.AsSpan().StartsWith(before, StringComparison.Ordinal)
            && key.AsSpan().EndsWith(after, StringComparison.Ordinal)
            && (after.IsEmpty || !key.AsSpan()[before.Length..^after.Length].Contains('.'));
    }

    /// <summary>The key.</summary>
    public override string ToString() => Key;

    /// <summary>Text, no default.</summary>
    public static ConfigOption<string> String(string key, string description) => new(key, ValueForms.String, description);

    /// <summary>Text.</summary>
    public static ConfigOption<string> String(string key, string defaultValue, string description) =>
        new(key, ValueForms.String, defaultValue, description);

    /// <summary>One of a few words, no default.</summary>
    public static ConfigOption<string> Choice(string key, IReadOnlyList<string> words, string description) =>
        new(key, ValueForms.Choice(words), description);

    /// <summary>One of a few words.</summary>
    public static ConfigOption<string> Choice(string key, IReadOnlyList<string> words, string defaultValue, string description) =>
        new(key, ValueForms.Choice(words), defaultValue, description);

    /// <summary>A port or port range, no default.</summary>
    public static ConfigOption<string> PortRange(string key, string description) => new(key, ValueForms.PortRange, description);

    /// <summary>A port or port range.</summary>
    public static ConfigOption<string> PortRange(string key, string defaultValue, string description) =>
        new(key, ValueForms.PortRange, defaultValue, description);

    /// <summary>A 32-bit integer, no default.</summary>
    public static ConfigOption<int> Int(string key, string description) => new(key, ValueForms.Int, description);

    /// <summary>A 32-bit integer.</summary>
    public static ConfigOption<int> Int(string key, int defaultValue, string description) =>
        new(key, ValueForms.Int, defaultValue, description);

    /// <summary>A 64-bit integer, no default.</summary>
    public static ConfigOption<long> Long(string key, string description) => new(key, ValueForms.Long, description);

    /// <summary>A 64-bit integer.</summary>
    public static ConfigOption<long> Long(string key, long defaultValue, string description) =>
        new(key, ValueForms.Long, defaultValue, description);

    /// <summary>A finite number, no default.</summary>
    public static ConfigOption<double> Double(string key, string description) => new(key, ValueForms.Double, description);

    /// <summary>A finite number.</summary>
    public static ConfigOption<double> Double(string key, double defaultValue, string description) =>
        new(key, ValueForms.Double, defaultValue, description);

    /// <summary>True or false, no default.</summary>
    public static ConfigOption<bool> Bool(string key, string description) => new(key, ValueForms.Bool, description);

    /// <summary>True or false.</summary>
    public static ConfigOption<bool> Bool(string key, bool defaultValue, string description) =>
        new(key, ValueForms.Bool, defaultValue, description);

    /// <summary>A name of an enum, no default.</summary>
    public static ConfigOption<T> Enum<T>(string key, string description)
        where T : struct, Enum => new(key, ValueForms.Enum<T>(), description);

    /// <summary>A name of an enum.</summary>
    public static ConfigOption<T> Enum<T>(string key, T defaultValue, string description)
        where T : struct, Enum => new(key, ValueForms.Enum<T>(), defaultValue, description);

    /// <summary>A duration, no default.</summary>
    public static ConfigOption<TimeSpan> Duration(string key, string description) => new(key, ValueForms.Duration, description);

    /// <summary>A duration whose default is given in text, such as <c>10 s</c>.</summary>
    public static ConfigOption<TimeSpan> Duration(string key, string defaultValue, string description) =>
        new(key, ValueForms.Duration, DurationText.Parse(defaultValue), description);

    /// <summary>An amount of memory, no default.</summary>
    public static ConfigOption<MemorySize> Memory(string key, string description) => new(key, ValueForms.Memory, description);

    /// <summary>An amount of memory whose default is given in text, such as <c>64 mb</c>.</summary>
    public static ConfigOption<MemorySize> Memory(string key, string defaultValue, string description) =>
        new(key, ValueForms.Memory, MemorySize.Parse(defaultValue), description);

    /// <summary>A list of texts, no default.</summary>
    public static ConfigOption<IReadOnlyList<string>> StringList(string key, string description) =>
        new(key, ValueForms.StringList, description);

    /// <summary>A map of texts, no default.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> Map(string key, string description) =>
        new(key, ValueForms.Map, description);

    /// <summary>A map of texts whose default is given in text, such as <c>a:1,b:2</c>.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> Map(string key, string defaultValue, string description) =>
        MapText.TryRead(defaultValue, out var map)
            ? new(key, ValueForms.Map, map, description)
            : throw new ArgumentException($"The default of '{key}' is not a map.", nameof(defaultValue));

    /// <summary>A list of maps, no default.</summary>
    public static ConfigOption<IReadOnlyList<IReadOnlyDictionary<string, string>>> MapList(string key, string description) =>
        new(key, ValueForms.MapList, description);
}
