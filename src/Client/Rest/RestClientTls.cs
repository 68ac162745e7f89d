using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Flink.Core.Configuration;
using Flink.Core.Security;

namespace Flink.Client.Rest;

/// <summary>What a client accepts from an endpoint with TLS, and what it shows of itself (<c>security.ssl.rest.*</c>).</summary>
public sealed class RestClientTls
{
    private readonly CertificateTrust _trust;
    private readonly X509Certificate2Collection? _own;
    private readonly bool _verifiesHost;
    private readonly SslProtocols _protocols;
    private readonly CipherSuitesPolicy? _cipherSuites;

    private RestClientTls(FlinkConfiguration configuration)
    {
        _trust = new CertificateTrust(
            TlsConfiguration.Open(configuration, SecurityOptions.RestTruststore, SecurityOptions.RestTruststorePassword),
            configuration.TryGet(SecurityOptions.RestFingerprint, out var fingerprint) ? fingerprint : null);
        _own = configuration.Get(SecurityOptions.RestAuthentication)
            ? TlsConfiguration.Open(configuration, SecurityOptions.RestKeystore, SecurityOptions.RestKeystorePassword)
            : null;
        _verifiesHost = configuration.Get(SecurityOptions.VerifyHostname);
        _protocols = TlsConfiguration.Protocols(configuration);
        _cipherSuites = TlsConfiguration.CipherSuites(configuration);
    }

    /// <summary>Reads the options; null when TLS is off.</summary>
    /// <exception cref="ConfigurationException">A file, password or name is missing or wrong.</exception>
    public static RestClientTls? From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Get(SecurityOptions.RestEnabled) ? new RestClientTls(configuration) : null;
    }

    internal SslClientAuthenticationOptions ToOptions() => new()
    {
        ClientCertificates = _own,
        EnabledSslProtocols = _protocols,
        CipherSuitesPolicy = _cipherSuites,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            !(_verifiesHost && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) && _trust.Accepts(certificate),
    };
}
