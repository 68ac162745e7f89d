namespace Flink.Core.Configuration;

/// <summary>The configuration cannot be used; carries every problem that was found, not only the first.</summary>
/// <remarks>
/// Never retryable. One problem gives a message of one line; more give a heading and one line each. Secrets are
/// masked.
/// </remarks>
public sealed class ConfigurationException : FlinkException
{
    /// <summary>All problems found in one pass.</summary>
    /// <exception cref="ArgumentException">There is no problem in the list.</exception>
    public ConfigurationException(IReadOnlyList<ConfigurationError> errors)
        : base(Describe(errors)) => Errors = errors;

    /// <summary>A problem with a place of its own that is no single value, such as a missing file.</summary>
    /// <param name="message">What is wrong, where, and what to do; free of secrets.</param>
    public ConfigurationException(string message)
        : base(message) => Errors = [];

    /// <summary>A problem with a place of its own that has a cause, such as a file that cannot be read.</summary>
    /// <param name="message">What is wrong, where, and what to do; free of secrets.</param>
    /// <param name="inner">The cause; must be free of secrets too.</param>
    public ConfigurationException(string message, Exception inner)
        : base(message, inner) => Errors = [];

    /// <summary>The problems one by one, in the order of their places.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; }

    private static string Describe(IReadOnlyList<ConfigurationError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count switch
        {
            0 => throw new ArgumentException("An exception needs at least one problem.", nameof(errors)),
            1 => errors[0].ToString(),
            _ => $"{errors.Count} problems in the configuration:\n  {string.Join("\n  ", errors)}",
        };
    }
}
