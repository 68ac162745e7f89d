namespace Flink.Core.Configuration;

/// <summary>What validation found.</summary>
/// <param name="Errors">Values that cannot be used; the configuration must be refused when there are any.</param>
/// <param name="Warnings">Keys that have no effect or an old name.</param>
public sealed record ConfigurationReport(IReadOnlyList<ConfigurationError> Errors, IReadOnlyList<ConfigurationWarning> Warnings)
{
    /// <summary>Refuses a configuration that has errors.</summary>
    /// <exception cref="ConfigurationException">There are errors; it carries all of them.</exception>
    public void ThrowIfInvalid()
    {
        if (Errors.Count > 0)
        {
            throw new ConfigurationException(Errors);
        }
    }
}
