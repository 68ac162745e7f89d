using Flink.Core.Configuration;

namespace Flink.Yarn.Configuration;

/// <summary>The values of <c>yarn.driver</c>.</summary>
internal static class YarnDrivers
{
    /// <summary>Hadoop's own ApplicationMaster, by REST (docs/decisions/0027).</summary>
    public const string Services = "services";

    /// <summary>The JobManager is the ApplicationMaster (docs/decisions/0036).</summary>
    public const string Native = "native";

    /// <summary>Whether a cluster is, or is to be, a service.</summary>
    public static bool IsServices(FlinkConfiguration configuration) => configuration.Get(YarnOptions.Driver) == Services;
}
