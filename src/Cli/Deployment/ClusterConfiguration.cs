using System.Globalization;
using Flink.Client.Deployment;
using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Cli.Deployment;

/// <summary>Which of a command's options are those of the cluster that it starts, and how jobs then find that cluster.</summary>
internal static class ClusterConfiguration
{
    // Of the command itself, and where its cluster would be if it did not start one.
    private static readonly string[] _ofCommand = [ExecutionOptions.Target.Key, ExecutionOptions.Attached.Key, ClusterOptions.Id.Key];
    private static readonly string[] _ofAddress = ["rest.address", "rest.port", "rest.bind-port", "jobmanager.rpc.address", "jobmanager.rpc.port"];

    /// <summary>What a command was given beyond the file that the cluster's processes read themselves.</summary>
    /// <param name="loaded">All that is configured.</param>
    /// <param name="isOwn">Whether the cluster is for this command alone, so that nobody else has to find it; otherwise <c>-D</c> may say where it is to be.</param>
    public static FlinkConfiguration Of(LoadedConfiguration loaded, bool isOwn)
    {
        var given = FlinkConfiguration.Empty;
        foreach (var (key, entry) in loaded.Configuration.Entries)
        {
            var isInFile = entry.Origin.Kind == ConfigOriginKind.File && entry.Origin.Source == loaded.File;
            var isElsewhere = _ofAddress.Contains(key) && (isOwn || entry.Origin.Kind != ConfigOriginKind.CommandLine);
            if (!isInFile && !isElsewhere && !_ofCommand.Contains(key))
            {
                given = given.With(key, entry.Value, entry.Origin);
            }
        }

        return given;
    }

    /// <summary>A job's configuration with the address of a cluster.</summary>
    public static FlinkConfiguration For(ICluster cluster, FlinkConfiguration configuration)
    {
        var (authority, path) = cluster.RestAddress.IndexOf('/', StringComparison.Ordinal) is var slash and > 0
            ? (cluster.RestAddress[..slash], cluster.RestAddress[slash..])
            : (cluster.RestAddress, null);
        var colon = authority.LastIndexOf(':');
        var addressed = configuration
            .With(RestOptions.Address, authority[..colon].Trim('[', ']'))
            .With(RestOptions.Port, int.Parse(authority.AsSpan(colon + 1), CultureInfo.InvariantCulture))
            .With(HighAvailabilityOptions.ClusterId, cluster.Id);
        if (cluster.AddressFollowsLeader)
        {
            addressed = addressed.With(HighAvailabilityOptions.Type, HighAvailabilityOptions.None);
        }

        return path is null ? addressed : addressed.With(RestOptions.Path, path);
    }
}
