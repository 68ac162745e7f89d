namespace Flink.Core.Configuration;

/// <summary>One configured value in its flat text form, with the place it came from.</summary>
/// <param name="Value">
/// The text before any typed reading; lists and maps in the form of <see cref="DelimitedText"/>.
/// </param>
/// <param name="Origin">Where it was given.</param>
public readonly record struct ConfigEntry(string Value, ConfigOrigin Origin)
{
    /// <summary>The place only: an entry does not know whether its value is a secret, so it never prints it.</summary>
    public override string ToString() => Origin.ToString();
}
