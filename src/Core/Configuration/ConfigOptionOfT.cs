using System.Diagnostics.CodeAnalysis;

namespace Flink.Core.Configuration;

/// <summary>The declaration of one configuration key with the type of its value.</summary>
/// <typeparam name="T">The type that <see cref="FlinkConfiguration.Get{T}(ConfigOption{T})"/> gives.</typeparam>
/// <remarks>
/// Immutable: the fluent members give a changed copy. Built with the factories of <see cref="ConfigOption"/> or
/// from an own <see cref="ValueForm{T}"/>.
/// </remarks>
public sealed class ConfigOption<T> : ConfigOption
    where T : notnull
{
    private ValueForm<T> _form;
    private T? _defaultValue;
    private string? _defaultWords;

    /// <summary>An option without a default.</summary>
    public ConfigOption(string key, ValueForm<T> form, string description)
        : base(key, description) => _form = form;

    /// <summary>An option with a default.</summary>
    public ConfigOption(string key, ValueForm<T> form, T defaultValue, string description)
        : base(key, description)
    {
        _form = form;
        _defaultValue = defaultValue;
        HasDefault = true;
    }

    /// <summary>Whether reading the option without a configured value gives <see cref="DefaultValue"/>.</summary>
    public bool HasDefault { get; private set; }

    /// <summary>The default.</summary>
    /// <exception cref="InvalidOperationException">The option has none.</exception>
    public T DefaultValue => HasDefault ? _defaultValue! : throw new InvalidOperationException($"'{Key}' has no default.");

    /// <inheritdoc/>
    public override string TypeName => _form.TypeName;

    /// <inheritdoc/>
    public override string Expected => _form.Expected;

    /// <inheritdoc/>
    public override string? DefaultText => _defaultWords ?? (HasDefault ? _form.Write(_defaultValue!) : null);

    /// <inheritdoc/>
    public override bool HasDerivedDefault => _defaultWords is not null;

    /// <inheritdoc/>
    public override bool HasEntries => typeof(T) == typeof(IReadOnlyDictionary<string, string>);

    /// <inheritdoc/>
    public override bool Accepts(string text) => _form.TryRead(text, out _);

    /// <summary>Reads a value; false when the text has not the option's form.</summary>
    public bool TryRead(string text, [MaybeNullWhen(false)] out T value) => _form.TryRead(text, out value);

    /// <summary>The text of a value, checked against the option's limits.</summary>
    /// <exception cref="ArgumentException">The option does not accept the value.</exception>
    public string Write(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = _form.Write(value);
        return Accepts(text)
            ? text
            : throw new ArgumentException(
                $"'{SensitiveKeys.Show(Key, text)}' is not valid for '{Key}'; expected {Expected}.",
                nameof(value));
    }

    /// <summary>The option for one name of a template, such as one reporter.</summary>
    /// <exception cref="InvalidOperationException">The key is no template.</exception>
    public ConfigOption<T> Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return IsTemplate
            ? With(copy => copy.Key = Key.Replace(NamePlaceholder, name, StringComparison.Ordinal))
            : throw new InvalidOperationException($"'{Key}' has no part for a name.");
    }

    /// <summary>Refuses smaller values.</summary>
    public ConfigOption<T> AtLeast(T minimum) =>
        Where(value => Comparer<T>.Default.Compare(value, minimum) >= 0, $"of at least {_form.Write(minimum)}");

    /// <summary>Refuses values outside of a range whose ends are allowed.</summary>
    public ConfigOption<T> Between(T minimum, T maximum) => Where(
        value => Comparer<T>.Default.Compare(value, minimum) >= 0 && Comparer<T>.Default.Compare(value, maximum) <= 0,
        $"from {_form.Write(minimum)} to {_form.Write(maximum)}");

    /// <summary>
    /// Refuses values for which <paramref name="accepts"/> is false; <paramref name="words"/> follow the form's
    /// description in errors.
    /// </summary>
    public ConfigOption<T> Where(Func<T, bool> accepts, string words) =>
        With(copy => copy._form = _form.Where(accepts, $"{_form.Expected} {words}"));

    /// <summary>Names that the option had before.</summary>
    public ConfigOption<T> Deprecates(params IReadOnlyList<string> keys) => With(copy => copy.DeprecatedKeys = keys);

    /// <summary>Options to read when this one is not set.</summary>
    public ConfigOption<T> FallsBackTo(params IReadOnlyList<string> keys) => With(copy => copy.FallbackKeys = keys);

    /// <summary>Words for the reference page about a default that is derived at run time.</summary>
    public ConfigOption<T> DefaultShownAs(string words) => With(copy => copy._defaultWords = words);

    /// <summary>Declares that the engine honours the option.</summary>
    public ConfigOption<T> Supported() => With(copy => copy.IsSupported = true);

    private ConfigOption<T> With(Action<ConfigOption<T>> change)
    {
        var copy = (ConfigOption<T>)MemberwiseClone();
        change(copy);
        return copy;
    }
}
