using Flink.Core.Configuration;

namespace Flink.Yarn.Workers;

/// <summary>The container that this process runs in, where it does.</summary>
internal static class HostContainer
{
    /// <summary>What the diagnostics of an application begin with that ends because its job was cancelled.</summary>
    public const string Cancelled = "Cancelled. ";

    private const string Variable = "CONTAINER_ID";
    private const string ApplicationPrefix = "application_";

    /// <summary>Whether it belongs to an application: "container_e01_TIME_NUMBER_..." to "application_TIME_NUMBER".</summary>
    public static bool IsIn(string application) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } container
        && application.StartsWith(ApplicationPrefix, StringComparison.Ordinal)
        && container.Contains($"_{application[ApplicationPrefix.Length..]}_", StringComparison.Ordinal);

    /// <summary>Whether a JobManager that fails is started anew.</summary>
    public static bool MayBeStartedAgain(FlinkConfiguration configuration) =>
        HighAvailabilityOptions.AreOn(configuration);
}
