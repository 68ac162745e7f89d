using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flink.Core.Configuration;
using Flink.Core.Security;
using Flink.Runtime.Rpc;
using Flink.Runtime.Security;

namespace Flink.Rpc.Grpc.Tests;

public sealed class MutualTlsTests : IAsyncLifetime
{
    private readonly Processes _processes = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flink-tls-");

    [Fact]
    public async Task Processes_with_certificates_of_one_issuer_talk()
    {
        using var issuer = Issuer("one");
        Assert.Equal(0, await AskAsync(Identity(issuer, "a"), Identity(issuer, "b")));
    }

    [Fact]
    public async Task Identity_is_read_from_the_files_that_the_configuration_names()
    {
        using var issuer = Issuer("one");
        Assert.Equal(0, await AskAsync(FromFiles(issuer, "a"), FromFiles(issuer, "b")));
    }

    [Fact]
    public async Task Certificate_of_another_issuer_is_refused()
    {
        using var issuer = Issuer("one");
        using var other = Issuer("other");
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => AskAsync(Identity(issuer, "a"), Identity(other, "b", trusted: issuer)));
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => AskAsync(Identity(other, "a", trusted: issuer), Identity(issuer, "b")));
    }

    [Fact]
    public async Task Process_without_a_certificate_is_refused()
    {
        using var issuer = Issuer("one");
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => AskAsync(Identity(issuer, "a"), null));
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => AskAsync(null, Identity(issuer, "b")));
    }

    [Fact]
    public async Task First_connection_of_a_process_that_waits_to_be_dialled_is_no_exception()
    {
        using var issuer = Issuer("one");
        using var other = Issuer("other");
        Assert.Equal(0, await AskAsync(Identity(issuer, "a"), Identity(issuer, "b"), isSeldomDialled: true));
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => AskAsync(Identity(issuer, "a"), Identity(other, "b", trusted: issuer), isSeldomDialled: true));
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => AskAsync(Identity(issuer, "a"), null, isSeldomDialled: true));
    }

    [Fact]
    public async Task Rehearsal_with_a_certificate_that_its_own_process_does_not_trust_fails_with_that()
    {
        using var issuer = Issuer("one");
        using var other = Issuer("other");
        await Assert.ThrowsAsync<AuthenticationException>(() => _processes.RehearseAsync(Processes.Loopback with { Tls = Identity(issuer, "a", trusted: other) }));
    }

    [Fact]
    public async Task Server_of_an_encrypted_cluster_is_rehearsed_too()
    {
        using var issuer = Issuer("one");
        await _processes.RehearseAsync(Processes.Loopback with { Tls = Identity(issuer, "a") });
    }

    [Fact]
    public async Task Fingerprint_narrows_trust_to_one_certificate()
    {
        using var issuer = Issuer("one");
        using var shared = Certificate(issuer, "shared");
        using var stranger = Certificate(issuer, "stranger");
        InternalTls With(X509Certificate2 own) => new(own, new CertificateTrust([issuer], string.Join(':', shared.Thumbprint.Chunk(2).Select(pair => new string(pair)))));

        Assert.Equal(0, await AskAsync(With(shared), With(shared)));
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => AskAsync(With(shared), With(stranger)));
    }

    [Fact]
    public void Mistakes_in_the_configuration_name_the_key()
    {
        using var issuer = Issuer("one");
        var good = Configure(issuer, "a");
        Assert.Contains("keystore names no file", Message(good.Without("security.ssl.internal.keystore")), StringComparison.Ordinal);
        Assert.Contains("keystore-password", Message(good.With("security.ssl.internal.keystore-password", "wrong")), StringComparison.Ordinal);
        Assert.Contains("no-such-file", Message(good.With("security.ssl.internal.truststore", "/no-such-file")), StringComparison.Ordinal);
        Assert.Contains("TLSv1.3", Message(good.With("security.ssl.protocol", "SSLv3")), StringComparison.Ordinal);
        Assert.Contains("NO_SUCH_SUITE", Message(good.With("security.ssl.algorithms", "NO_SUCH_SUITE")), StringComparison.Ordinal);
        Assert.Null(InternalTls.From(FlinkConfiguration.Empty));
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _processes.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Message(FlinkConfiguration configuration) =>
        Assert.Throws<ConfigurationException>(() => InternalTls.From(configuration)).Message;

    private async Task<int> AskAsync(InternalTls? server, InternalTls? client, bool isSeldomDialled = false)
    {
        var options = Processes.Loopback with { Tls = server };
        var a = isSeldomDialled ? _processes.StartSeldomDialled(options) : await _processes.StartAsync(options);
        a.Register(new Recorder("r"));
        var b = await _processes.StartAsync(Processes.Loopback with { Tls = client });
        return await b.Connect(new(a.Address, "r"), FencingToken.None).AskAsync(new CountNotes(), Processes.Patience);
    }

    private static InternalTls Identity(X509Certificate2 issuer, string name, X509Certificate2? trusted = null) =>
        new(Certificate(issuer, name), new CertificateTrust([trusted ?? issuer]));

    private InternalTls FromFiles(X509Certificate2 issuer, string name) => InternalTls.From(
        Configure(issuer, name).With("security.ssl.algorithms", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_AES_256_GCM_SHA384"))!;

    private FlinkConfiguration Configure(X509Certificate2 issuer, string name)
    {
        var keystore = Path.Combine(_folder.FullName, name + ".p12");
        var truststore = Path.Combine(_folder.FullName, name + "-trust.p12");
        using var certificate = Certificate(issuer, name);
        File.WriteAllBytes(keystore, certificate.Export(X509ContentType.Pkcs12, "secret"));
        File.WriteAllBytes(truststore, new X509Certificate2Collection(X509CertificateLoader.LoadCertificate(issuer.RawData)).Export(X509ContentType.Pkcs12, "trust")!);
        return FlinkConfiguration.Empty
            .With("security.ssl.internal.enabled", "true")
            .With("security.ssl.internal.keystore", keystore)
            .With("security.ssl.internal.keystore-password", "secret")
            .With("security.ssl.internal.truststore", truststore)
            .With("security.ssl.internal.truststore-password", "trust");
    }

    private static X509Certificate2 Issuer(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

    private static X509Certificate2 Certificate(X509Certificate2 issuer, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var signed = request.Create(issuer, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), RandomNumberGenerator.GetBytes(8));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
