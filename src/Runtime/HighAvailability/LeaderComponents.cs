using Flink.Core.Graph;

namespace Flink.Runtime.HighAvailability;

/// <summary>What can be looked for; also the names of the endpoints.</summary>
public static class LeaderComponents
{
    public const string ResourceManager = "resourcemanager";

    public const string Dispatcher = "dispatcher";

    /// <summary>The REST server; its process is "host:port" of HTTP.</summary>
    public const string Rest = "rest";

    public static string JobMaster(JobId job) => $"jobmaster-{job}";
}
