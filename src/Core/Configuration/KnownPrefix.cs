namespace Flink.Core.Configuration;

/// <summary>A family of keys with endings of the user's or a plug-in's choice; any value is accepted.</summary>
/// <param name="Prefix">The start of the keys, with its last dot.</param>
/// <param name="Description">What keys of the family do, for the reference page.</param>
/// <param name="IsSupported">Whether the engine honours them; if not, setting one gives a warning.</param>
public sealed record KnownPrefix(string Prefix, string Description, bool IsSupported = false)
{
    /// <summary>Declares that the engine honours these keys.</summary>
    public KnownPrefix Supported() => this with { IsSupported = true };

    /// <summary>Whether a key belongs to the family.</summary>
    public bool Matches(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length > Prefix.Length && key.StartsWith(Prefix, StringComparison.Ordinal);
    }
}
