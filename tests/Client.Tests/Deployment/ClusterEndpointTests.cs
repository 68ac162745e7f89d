using Flink.Client.Deployment;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core.Configuration;

namespace Flink.Client.Tests.Deployment;

public sealed class ClusterEndpointTests
{
    private static readonly FlinkConfiguration _encrypted = FlinkConfiguration.Empty
        .With("security.ssl.rest.enabled", "true").With("security.ssl.rest.truststore", "/no/such/file.p12").With("security.ssl.rest.truststore-password", "x");

    [Theory]
    [InlineData(false, "http://host:8081/proxy/application_1")]
    [InlineData(true, "https://host:8081/proxy/application_1")]
    public void Address_is_shown_with_the_encryption_that_is_configured(bool isEncrypted, string expected) =>
        Assert.Equal(expected, new ClusterEndpoint(isEncrypted ? _encrypted : FlinkConfiguration.Empty).UrlOf("host:8081/proxy/application_1"));

    [Fact]
    public async Task Cluster_that_cannot_be_asked_is_left_to_force()
    {
        var silent = FreeAddress();

        Assert.False(await new ClusterEndpoint(FlinkConfiguration.Empty).AskToEndAsync("", CancellationToken.None));
        Assert.False(await new ClusterEndpoint(FlinkConfiguration.Empty).AskToEndAsync(silent, CancellationToken.None));
        Assert.False(await new ClusterEndpoint(_encrypted).AskToEndAsync(silent, CancellationToken.None));
    }

    [Fact]
    public async Task Cluster_where_nobody_listens_does_not_answer() =>
        Assert.False(await new ClusterEndpoint(FlinkConfiguration.Empty).AnswersAsync(FreeAddress(), CancellationToken.None));

    private static string FreeAddress() => $"127.0.0.1:{FreePorts.Take()}";
}
