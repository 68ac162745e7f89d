using System.Globalization;
using Flink.Core;
using Flink.Core.FileSystems;

namespace Flink.FileSystems.Hdfs.Configuration;

/// <summary>The web addresses of the NameNodes that hold a path: one, or with high availability several of which one is active.</summary>
internal static class NameNodes
{
    private const int RpcPort = 8020;
    private const int HttpPort = 9870;
    private const int HttpsPort = 9871;

    /// <summary>The cluster that a path is on.</summary>
    /// <exception cref="FlinkException">The path names no cluster and neither does the configuration.</exception>
    public static ClusterName ClusterOf(FilePath path, HadoopConfiguration hadoop)
    {
        if (path.Authority.Length > 0)
        {
            return Named(path.Authority, path.Scheme, path.Scheme, hadoop);
        }

        var text = hadoop.Get("fs.defaultFS") ?? hadoop.Get("fs.default.name");
        if (FilePath.TryParse(text, out var root) && HdfsPlugin.Schemes.Contains(root.Scheme) && root.Authority.Length > 0)
        {
            return Named(root.Authority, root.Scheme, path.Scheme, hadoop);
        }

        throw new FlinkException(
            $"'{path}' does not say on which cluster it is, and 'fs.defaultFS' {(text is null ? "is not set" : $"is '{text}', which is no HDFS")} ({hadoop.Source}). "
            + $"Write '{path.Scheme}://host:port{path.Path}', or set 'fs.defaultFS'.");
    }

    /// <summary>The addresses, each ending in a slash, in the order in which they are tried.</summary>
    /// <exception cref="FlinkException">The configuration of a name service is not complete; says what is missing.</exception>
    public static IReadOnlyList<Uri> Resolve(ClusterName cluster, HadoopConfiguration hadoop)
    {
        var (authority, isWeb, tls) = cluster;
        if (hadoop.GetList("dfs.nameservices").Contains(authority) || hadoop.GetList("dfs.internal.nameservices").Contains(authority))
        {
            var nodes = hadoop.GetList($"dfs.ha.namenodes.{authority}");
            return nodes.Length == 0
                ? [OfService(authority, $".{authority}", tls, hadoop)]
                : [.. nodes.Select(node => OfService(authority, $".{authority}.{node}", tls, hadoop))];
        }

        return [isWeb ? Address(authority, tls ? HttpsPort : HttpPort, tls) : OfRpc(authority, tls, hadoop)];
    }

    private static ClusterName Named(string authority, string authorityScheme, string scheme, HadoopConfiguration hadoop) => new(
        authority,
        authorityScheme != "hdfs",
        scheme == "swebhdfs" || (scheme == "hdfs" && (authorityScheme == "swebhdfs" || hadoop.Get("dfs.http.policy") == "HTTPS_ONLY")));

    private static Uri OfService(string service, string suffix, bool tls, HadoopConfiguration hadoop)
    {
        var rpc = hadoop.Get($"dfs.namenode.rpc-address{suffix}");
        if (hadoop.Get(WebKey(tls) + suffix) is { } web)
        {
            return Address(Reachable(web, rpc), tls ? HttpsPort : HttpPort, tls);
        }

        return rpc is not null
            ? Address(HostOf(rpc), tls ? HttpsPort : HttpPort, tls)
            : throw new FlinkException(
                $"The name service '{service}' has neither '{WebKey(tls)}{suffix}' nor 'dfs.namenode.rpc-address{suffix}' ({hadoop.Source}). Set the first to host:port of its NameNode's web server.");
    }

    private static Uri OfRpc(string authority, bool tls, HadoopConfiguration hadoop)
    {
        var port = PortOf(authority, RpcPort);
        foreach (var suffix in hadoop.GetList("dfs.nameservices").SelectMany(service => Suffixes(service, hadoop)).Prepend(""))
        {
            var rpc = hadoop.Get($"dfs.namenode.rpc-address{suffix}") ?? (suffix.Length == 0 ? DefaultAuthority(hadoop) : null);
            if (rpc is not null
                && PortOf(rpc, RpcPort) == port
                && string.Equals(HostOf(rpc), HostOf(authority), StringComparison.OrdinalIgnoreCase)
                && hadoop.Get(WebKey(tls) + suffix) is { } web)
            {
                return Address(Reachable(web, rpc), tls ? HttpsPort : HttpPort, tls);
            }
        }

        return Address(HostOf(authority), tls ? HttpsPort : HttpPort, tls);
    }

    private static IEnumerable<string> Suffixes(string service, HadoopConfiguration hadoop) =>
        hadoop.GetList($"dfs.ha.namenodes.{service}").Select(node => $".{service}.{node}").Append($".{service}");

    private static string? DefaultAuthority(HadoopConfiguration hadoop) =>
        FilePath.TryParse(hadoop.Get("fs.defaultFS"), out var root) && root.Scheme == "hdfs" && root.Authority.Length > 0 ? root.Authority : null;

    private static string WebKey(bool tls) => tls ? "dfs.namenode.https-address" : "dfs.namenode.http-address";

    // A server that listens on all addresses says so in the same key in which clients look for it.
    private static string Reachable(string web, string? rpc) => HostOf(web) is "0.0.0.0" or "[::]" && rpc is not null
        ? $"{HostOf(rpc)}:{PortOf(web, HttpPort).ToString(CultureInfo.InvariantCulture)}"
        : web;

    private static Uri Address(string authority, int port, bool tls)
    {
        var text = $"{(tls ? "https" : "http")}://{HostOf(authority)}:{PortOf(authority, port).ToString(CultureInfo.InvariantCulture)}/";
        return Uri.TryCreate(text, UriKind.Absolute, out var uri)
            ? uri
            : throw new FlinkException($"'{authority}' is no address of a NameNode: write host or host:port.");
    }

    private static string HostOf(string authority) => authority.LastIndexOf(':') is var colon && colon > authority.LastIndexOf(']') ? authority[..colon] : authority;

    private static int PortOf(string authority, int otherwise) => HostOf(authority).Length is var length && length == authority.Length
        ? otherwise
        : int.TryParse(authority[(length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw new FlinkException($"'{authority}' is no address of a NameNode: its port is no number from 1 to 65535.");
}
