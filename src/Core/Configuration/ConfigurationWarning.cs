namespace Flink.Core.Configuration;

/// <summary>A remark about one configured key; never holds a value.</summary>
/// <param name="Kind">Why it is made.</param>
/// <param name="Key">The key as it was written.</param>
/// <param name="Origin">Where it was written.</param>
/// <param name="Suggestion">
/// The key to use instead: the nearest known one or the newer name; null when there is none.
/// </param>
public sealed record ConfigurationWarning(ConfigurationWarningKind Kind, string Key, ConfigOrigin Origin, string? Suggestion = null)
{
    /// <summary>One line for the log.</summary>
    public override string ToString() => Kind switch
    {
        ConfigurationWarningKind.UnknownKey when Suggestion is null => $"{Origin}: unknown configuration key '{Key}'; it has no effect",
        ConfigurationWarningKind.UnknownKey => $"{Origin}: unknown configuration key '{Key}'; it has no effect; did you mean '{Suggestion}'?",
        ConfigurationWarningKind.NotImplemented => $"{Origin}: '{Key}' is known to Flink but not implemented yet; ignored",
        _ => $"{Origin}: '{Key}' is an old name; use '{Suggestion}'",
    };
}
