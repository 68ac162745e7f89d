namespace Flink.Core.Configuration;

/// <summary>One thing in the configuration that cannot be used, as data for messages and tools.</summary>
/// <param name="Key">The key as it was written; empty when the text has no readable key.</param>
/// <param name="Origin">Where it was written.</param>
/// <param name="Value">
/// The value as it may be shown (already masked), or null when the value is not the trouble.
/// </param>
/// <param name="Problem">What is wrong, a clause without the key and the place.</param>
/// <param name="Expected">The form that would be accepted, or null.</param>
public sealed record ConfigurationError(string Key, ConfigOrigin Origin, string? Value, string Problem, string? Expected)
{
    /// <summary>One line with place, key, value, problem and expected form.</summary>
    public override string ToString()
    {
        var subject = Key.Length == 0 ? "" : $"{Key}: ";
        var value = Value is null ? "" : $"'{Value}' ";
        var expected = Expected is null ? "" : $"; expected {Expected}";
        return $"{Origin}: {subject}{value}{Problem}{expected}";
    }
}
