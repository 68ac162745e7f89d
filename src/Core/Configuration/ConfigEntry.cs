namespace Flink.Core.Configuration;

/// <summary>One configured value in its flat text form, with the place it came from.</summary>
/// <param name="Value">
/// The text before any typed reading; lists and maps in the form of <see cref="DelimitedText"/>.
/// </param>
/// <param name="Origin">Where it was given.</param>
/// <remarks>An object: collections of a struct of ours are code that no process has compiled ahead, and every process reads its configuration first.</remarks>
public sealed record ConfigEntry(string Value, ConfigOrigin Origin)
{
    /// <summary>The place only: an entry does not know whether its value is a secret, so it never prints it.</summary>
    public override string ToString() => Origin.ToString();
}
