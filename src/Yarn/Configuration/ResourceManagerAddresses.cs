using Flink.Core.Configuration;

namespace Flink.Yarn.Configuration;

/// <summary>Where the web servers of the ResourceManagers are.</summary>
internal static class ResourceManagerAddresses
{
    private const string Prefix = "yarn.resourcemanager.";
    private const string HttpPort = "8088";
    private const string HttpsPort = "8090";

    /// <summary>One, or those of all that stand by for each other, in the order of their ids.</summary>
    /// <exception cref="ConfigurationException">Nothing says where YARN is.</exception>
    public static IReadOnlyList<Uri> Of(HadoopSettings hadoop)
    {
        var isEncrypted = string.Equals(hadoop.Get("yarn.http.policy"), "HTTPS_ONLY", StringComparison.OrdinalIgnoreCase);
        string[] suffixes = hadoop.IsTrue(Prefix + "ha.enabled")
            ? [.. (hadoop.Get(Prefix + "ha.rm-ids") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static id => "." + id)]
            : [""];
        var addresses = suffixes.Select(suffix => AddressOf(hadoop, suffix, isEncrypted)).OfType<Uri>().ToArray();
        return addresses.Length > 0
            ? addresses
            : throw new ConfigurationException(
                $"Nothing says where YARN's ResourceManager is: set HADOOP_CONF_DIR to the folder of yarn-site.xml, or 'flink.{Prefix}webapp.address' to host:port of its web server");
    }

    private static Uri? AddressOf(HadoopSettings hadoop, string suffix, bool isEncrypted)
    {
        var address = hadoop.Get(Prefix + (isEncrypted ? "webapp.https.address" : "webapp.address") + suffix)
            ?? (hadoop.Get(Prefix + "hostname" + suffix) is { } host ? $"{host}:{(isEncrypted ? HttpsPort : HttpPort)}" : null);
        return address is null ? null : new Uri($"{(isEncrypted ? "https" : "http")}://{address}/");
    }
}
