namespace Flink.Core.Configuration;

/// <summary>Options of devices such as GPUs that workers bring.</summary>
public static class ExternalResourceOptions
{
    /// <summary>Names of the resources; each has options of its own.</summary>
    public static ConfigOption<IReadOnlyList<string>> Names { get; } = ConfigOption.StringList(
        "external-resources",
        "Names of the resources; each has options of its own.");

    /// <summary>Units of the resource in each worker.</summary>
    public static ConfigOption<long> Amount { get; } = ConfigOption.Long(
        "external-resource.<name>.amount",
        "Units of the resource in each worker.")
        .AtLeast(1);

    /// <summary>Type that finds the units inside a worker.</summary>
    public static ConfigOption<string> DriverFactory { get; } = ConfigOption.String(
        "external-resource.<name>.driver-factory.class",
        "Type that finds the units inside a worker.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "External resources",
        [
            Names,
            Amount,
            DriverFactory,
        ],
        new KnownPrefix("external-resource.", "Further options of one resource, read by its driver or by the deployment."));
}
