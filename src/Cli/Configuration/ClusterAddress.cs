using System.Globalization;
using Flink.Cli.CommandLine;
using Flink.Core.Configuration;

namespace Flink.Cli.Configuration;

/// <summary>The address of a cluster as <c>-m</c> takes it.</summary>
internal static class ClusterAddress
{
    private const string YarnCluster = "yarn-cluster";

    /// <summary>Host and port as values of the configuration.</summary>
    /// <exception cref="CliException">It is no host and port.</exception>
    public static IEnumerable<string> ToProperties(string address)
    {
        if (address == YarnCluster)
        {
            throw new CliException($"-m {YarnCluster} is refused: it is an old name. Use -t yarn-session or -t yarn-application");
        }

        var colon = address.LastIndexOf(':');
        var isPort = int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue;
        return colon > 0 && isPort
            ? [$"{RestOptions.Address.Key}={address[..colon].Trim('[', ']')}", $"{RestOptions.Port.Key}={port}"]
            : throw new CliException($"-m needs host:port of a cluster's REST endpoint, such as localhost:8081: {address}");
    }
}
