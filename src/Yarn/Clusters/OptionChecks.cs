using Flink.Core;
using Flink.Core.Configuration;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.Clusters;

/// <summary>Refuses options that nothing here honours.</summary>
internal static class OptionChecks
{
    private const string Prefix = "yarn.";

    private static readonly Dictionary<string, string> _reasons = new()
    {
        ["yarn.application.tags"] = "tags are those of 'yarn.tags'",
        ["yarn.file-replication"] = "set 'flink.hadoop.dfs.replication'",
        ["yarn.application-master.port"] = "the JobManager's ports are free ones; its address is looked up",
    };

    // Of a service type and tags are YARN's own, and labels belong to placement policies, which it is not given.
    private static readonly ConfigOption[] _onlyNative = [YarnOptions.ApplicationType, YarnOptions.Tags, YarnOptions.NodeLabel, YarnOptions.WorkerNodeLabel];
    private static readonly ConfigOption[] _onlyServices = [YarnOptions.ServiceMasterMemory];

    /// <exception cref="FlinkException">An option of YARN is set that has no effect.</exception>
    public static void RefuseUnknown(FlinkConfiguration configuration)
    {
        if (configuration.UnreadKeys(Prefix, [.. YarnOptions.All, ShippedFiles.Key]).FirstOrDefault() is { } unread)
        {
            throw new FlinkException($"'{unread}' is refused: {(_reasons.TryGetValue(unread, out var reason) ? reason : "there is no such option, or no engine for it yet; see docs/yarn.md")}.");
        }

        var (refused, other) = YarnDrivers.IsServices(configuration) ? (_onlyNative, YarnDrivers.Native) : (_onlyServices, YarnDrivers.Services);
        if (Array.Find(refused, configuration.Contains) is { } found)
        {
            throw new FlinkException($"'{found.Key}' is refused: it has an effect with '{YarnOptions.Driver.Key}: {other}' only.");
        }
    }
}
