using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flink.Client.Rest;
using Flink.Core.Configuration;

namespace Flink.Client.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-tls-").FullName;

    [Fact]
    public async Task Client_and_cluster_that_know_each_other_talk()
    {
        var configuration = Configuration("cluster").With("security.ssl.rest.authentication-enabled", "true");
        await using var cluster = await ScriptedCluster.StartAsync(configuration);
        using var client = new RestClient(SettingsFor(cluster, configuration));

        Assert.Equal(0, (await client.GetOverviewAsync()).JobsRunning);
    }

    [Fact]
    public async Task Client_refuses_a_cluster_that_it_does_not_know()
    {
        await using var cluster = await ScriptedCluster.StartAsync(Configuration("cluster"));
        using var client = new RestClient(SettingsFor(cluster, Configuration("other")));

        await Assert.ThrowsAsync<RestClientException>(() => client.GetOverviewAsync());
    }

    [Fact]
    public async Task Cluster_refuses_a_client_without_a_certificate()
    {
        var configuration = Configuration("cluster");
        await using var cluster = await ScriptedCluster.StartAsync(configuration.With("security.ssl.rest.authentication-enabled", "true"));
        using var client = new RestClient(SettingsFor(cluster, configuration));

        await Assert.ThrowsAsync<RestClientException>(() => client.GetOverviewAsync());
    }

    [Fact]
    public async Task Client_and_cluster_speak_only_the_cipher_suites_that_both_are_told()
    {
        const string Cluster = "TLS_AES_256_GCM_SHA384";
        const string Other = "TLS_AES_128_GCM_SHA256";
        var configuration = Configuration("cluster").With("security.ssl.protocol", "TLSv1.3");
        await using var cluster = await ScriptedCluster.StartAsync(configuration.With("security.ssl.algorithms", Cluster));
        using var same = new RestClient(SettingsFor(cluster, configuration.With("security.ssl.algorithms", Cluster)));
        using var other = new RestClient(SettingsFor(cluster, configuration.With("security.ssl.algorithms", Other)));

        Assert.Equal(0, (await same.GetOverviewAsync()).JobsRunning);
        await Assert.ThrowsAsync<RestClientException>(() => other.GetOverviewAsync());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RestClientSettings SettingsFor(ScriptedCluster cluster, FlinkConfiguration configuration) =>
        RestClientSettings.From(configuration.With("rest.address", "localhost").With("rest.port", cluster.Port.ToString()));

    // A key store of its own, and a trust store that holds its certificate alone.
    private FlinkConfiguration Configuration(string name)
    {
        var (key, trust) = (Path.Combine(_folder, name + ".p12"), Path.Combine(_folder, name + ".trust.p12"));
        if (!File.Exists(key))
        {
            using var pair = RSA.Create(2048);
            var request = new CertificateRequest($"CN={name}", pair, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            File.WriteAllBytes(key, certificate.Export(X509ContentType.Pkcs12, "secret"));
            File.WriteAllBytes(trust, new X509Certificate2Collection(X509CertificateLoader.LoadCertificate(certificate.RawData)).Export(X509ContentType.Pkcs12, "secret")!);
        }

        return FlinkConfiguration.Empty
            .With("security.ssl.rest.enabled", "true")
            .With("security.ssl.rest.keystore", key)
            .With("security.ssl.rest.keystore-password", "secret")
            .With("security.ssl.rest.truststore", trust)
            .With("security.ssl.rest.truststore-password", "secret");
    }
}
