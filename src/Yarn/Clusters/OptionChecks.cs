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
        ["yarn.tags"] = "YARN's Services API gives applications its own tag, the name of the service, and takes no others",
        ["yarn.application.tags"] = "YARN's Services API gives applications its own tag, the name of the service, and takes no others",
        ["yarn.application.type"] = "applications of YARN's Services API are of type yarn-service",
        ["yarn.file-replication"] = "set 'flink.hadoop.dfs.replication'",
        ["yarn.application-master.port"] = "the JobManager's ports are free ones; its address is looked up",
        ["yarn.application.node-label"] = "YARN's Services API takes labels with placement policies only, which are not there yet",
        ["yarn.taskmanager.node-label"] = "YARN's Services API takes labels with placement policies only, which are not there yet",
    };

    /// <exception cref="FlinkException">An option of YARN is set that has no effect.</exception>
    public static void RefuseUnknown(FlinkConfiguration configuration)
    {
        foreach (var key in configuration.Keys.Where(static key => key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if (!YarnOptions.All.Any(option => option.Key == key) && key != ShippedFiles.Key.Key)
            {
                throw new FlinkException($"'{key}' is refused: {(_reasons.TryGetValue(key, out var reason) ? reason : "there is no such option, or no engine for it yet; see docs/yarn.md")}.");
            }
        }
    }
}
