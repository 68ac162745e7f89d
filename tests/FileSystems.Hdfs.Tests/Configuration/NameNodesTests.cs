using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Configuration;

namespace Flink.FileSystems.Hdfs.Tests.Configuration;

public class NameNodesTests
{
    [Theory]
    [InlineData("hdfs:///a", "http://nn.example:9871/")]
    [InlineData("hdfs://nn.example:8020/a", "http://nn.example:9871/")]
    [InlineData("hdfs://nn.example/a", "http://nn.example:9871/")]
    [InlineData("hdfs://other:8020/a", "http://other:9870/")]
    [InlineData("hdfs://other/a", "http://other:9870/")]
    [InlineData("webhdfs:///a", "http://nn.example:9871/")]
    [InlineData("webhdfs://other:50070/a", "http://other:50070/")]
    [InlineData("webhdfs://other/a", "http://other:9870/")]
    [InlineData("swebhdfs://other/a", "https://other:9871/")]
    [InlineData("hdfs://[::1]:8020/a", "http://[::1]:9870/")]
    public void A_path_leads_to_the_web_server_of_its_name_node(string path, string expected) =>
        Assert.Equal([expected], Resolve(path, ("fs.defaultFS", "hdfs://nn.example:8020"), ("dfs.namenode.http-address", "nn.example:9871")));

    [Fact]
    public void A_server_on_all_addresses_is_found_at_the_host_of_its_rpc() => Assert.Equal(
        ["http://nn.example:9870/"],
        Resolve("hdfs:///a", ("fs.defaultFS", "hdfs://nn.example:8020"), ("dfs.namenode.http-address", "0.0.0.0:9870")));

    [Fact]
    public void A_name_service_has_all_its_name_nodes()
    {
        (string, string)[] settings =
        [
            ("fs.defaultFS", "hdfs://prod"),
            ("dfs.nameservices", "prod, other"),
            ("dfs.ha.namenodes.prod", "nn1,nn2,nn3"),
            ("dfs.namenode.http-address.prod.nn1", "one:1"),
            ("dfs.namenode.rpc-address.prod.nn2", "two:8020"),
            ("dfs.namenode.rpc-address.prod.nn3", "three:8020"),
            ("dfs.namenode.http-address.prod.nn3", "0.0.0.0:3"),
            ("dfs.namenode.https-address.prod.nn1", "one:11"),
            ("dfs.namenode.http-address.other", "single:5"),
        ];
        Assert.Equal(["http://one:1/", "http://two:9870/", "http://three:3/"], Resolve("hdfs:///a", settings));
        Assert.Equal(["http://one:1/", "http://two:9870/", "http://three:3/"], Resolve("webhdfs://prod/a", settings));
        Assert.Equal(["https://one:11/", "https://two:9871/", "https://three:9871/"], Resolve("swebhdfs://prod/a", settings));
        Assert.Equal(["https://one:11/", "https://two:9871/", "https://three:9871/"], Resolve("hdfs:///a", [.. settings, ("dfs.http.policy", "HTTPS_ONLY")]));
        Assert.Equal(["http://single:5/"], Resolve("hdfs://other/a", settings));
    }

    [Fact]
    public void Of_a_node_of_a_name_service_that_is_named_itself_the_web_server_is_known() => Assert.Equal(
        ["http://two:22/"],
        Resolve("hdfs://two:8020/a", ("dfs.nameservices", "prod"), ("dfs.ha.namenodes.prod", "nn2"), ("dfs.namenode.rpc-address.prod.nn2", "two:8020"), ("dfs.namenode.http-address.prod.nn2", "two:22")));

    [Fact]
    public void What_is_missing_is_said()
    {
        Assert.Contains("'fs.defaultFS' is not set", Fails("hdfs:///a"), StringComparison.Ordinal);
        Assert.Contains("'file:///', which is no HDFS", Fails("hdfs:///a", ("fs.defaultFS", "file:///")), StringComparison.Ordinal);
        Assert.Contains("'dfs.namenode.http-address.prod.nn1'", Fails("hdfs://prod/a", ("dfs.nameservices", "prod"), ("dfs.ha.namenodes.prod", "nn1")), StringComparison.Ordinal);
        Assert.Contains("'host:port' is no address", Fails("hdfs://host:port/a"), StringComparison.Ordinal);
    }

    private static string Fails(string path, params (string Key, string Value)[] settings) =>
        Assert.Throws<FlinkException>(() => Resolve(path, settings)).Message;

    private static IEnumerable<string> Resolve(string path, params (string Key, string Value)[] settings)
    {
        var configuration = settings.Aggregate(FlinkConfiguration.Empty, static (all, one) => all.With($"flink.hadoop.{one.Key}", one.Value));
        var hadoop = HadoopConfiguration.Load(configuration, static _ => null);
        return NameNodes.Resolve(NameNodes.ClusterOf(FilePath.Parse(path), hadoop), hadoop).Select(static uri => uri.ToString());
    }
}
