using System.Globalization;
using System.Net;
using Flink.Core.Configuration;

namespace Flink.Yarn.Configuration;

/// <summary>Where the web servers of the ResourceManagers are.</summary>
internal static class ResourceManagerAddresses
{
    private const string Prefix = "yarn.resourcemanager.";
    private const string HttpPort = "8088";
    private const string HttpsPort = "8090";
    private const string SchedulerPort = "8030";

    /// <summary>One, or those of all that stand by for each other, in the order of their ids.</summary>
    /// <exception cref="ConfigurationException">Nothing says where YARN is.</exception>
    public static IReadOnlyList<Uri> Of(HadoopSettings hadoop)
    {
        var isEncrypted = string.Equals(hadoop.Get("yarn.http.policy"), "HTTPS_ONLY", StringComparison.OrdinalIgnoreCase);
        var addresses = Suffixes(hadoop).Select(suffix => AddressOf(hadoop, suffix, isEncrypted)).OfType<Uri>().ToArray();
        return addresses.Length > 0
            ? addresses
            : throw new ConfigurationException(
                $"Nothing says where YARN's ResourceManager is: set HADOOP_CONF_DIR to the folder of yarn-site.xml, or 'flink.{Prefix}webapp.address' to host:port of its web server");
    }

    /// <summary>Where their schedulers are, which ApplicationMasters speak with.</summary>
    /// <exception cref="ConfigurationException">Nothing says where YARN is.</exception>
    public static IReadOnlyList<DnsEndPoint> SchedulersOf(HadoopSettings hadoop)
    {
        var addresses = Suffixes(hadoop)
            .Select(suffix => hadoop.Get(Prefix + "scheduler.address" + suffix) ?? (hadoop.Get(Prefix + "hostname" + suffix) is { } host ? $"{host}:{SchedulerPort}" : null))
            .OfType<string>().ToArray();
        return addresses.Length > 0
            ? [.. addresses.Select(ParseScheduler)]
            : throw new ConfigurationException($"Nothing says where the scheduler of YARN's ResourceManager is: yarn-site.xml has neither '{Prefix}scheduler.address' nor '{Prefix}hostname'");
    }

    private static DnsEndPoint ParseScheduler(string address) =>
        address.LastIndexOf(':') is var at and > 0 && int.TryParse(address.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? new DnsEndPoint(address[..at].Trim('[', ']'), port)
            : throw new ConfigurationException($"'{Prefix}scheduler.address' is '{address}', which is no host:port");

    private static string[] Suffixes(HadoopSettings hadoop) => hadoop.IsTrue(Prefix + "ha.enabled")
        ? [.. (hadoop.Get(Prefix + "ha.rm-ids") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static id => "." + id)]
        : [""];

    private static Uri? AddressOf(HadoopSettings hadoop, string suffix, bool isEncrypted)
    {
        var address = hadoop.Get(Prefix + (isEncrypted ? "webapp.https.address" : "webapp.address") + suffix)
            ?? (hadoop.Get(Prefix + "hostname" + suffix) is { } host ? $"{host}:{(isEncrypted ? HttpsPort : HttpPort)}" : null);
        return address is null ? null : new Uri($"{(isEncrypted ? "https" : "http")}://{address}/");
    }
}
