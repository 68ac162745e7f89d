using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Flink.Core.Configuration;
using Flink.Core.Security;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Flink.Rest;

/// <summary>Encryption of the endpoint (<c>security.ssl.rest.*</c>): its certificate, and with authentication those that callers may have.</summary>
internal sealed class RestTls
{
    private readonly X509Certificate2 _certificate;
    private readonly CertificateTrust? _trust;
    private readonly SslProtocols _protocols;
    private readonly CipherSuitesPolicy? _cipherSuites;

    private RestTls(FlinkConfiguration configuration)
    {
        _certificate = TlsConfiguration.OpenOwn(configuration, SecurityOptions.RestKeystore, SecurityOptions.RestKeystorePassword);
        _protocols = TlsConfiguration.Protocols(configuration);
        _cipherSuites = TlsConfiguration.CipherSuites(configuration);
        if (configuration.Get(SecurityOptions.RestAuthentication))
        {
            _trust = new CertificateTrust(
                TlsConfiguration.Open(configuration, SecurityOptions.RestTruststore, SecurityOptions.RestTruststorePassword),
                configuration.TryGet(SecurityOptions.RestFingerprint, out var fingerprint) ? fingerprint : null);
        }
    }

    /// <summary>Reads the options; null when TLS is off.</summary>
    /// <exception cref="ConfigurationException">A file, password or name is missing or wrong.</exception>
    public static RestTls? From(FlinkConfiguration configuration) =>
        configuration.Get(SecurityOptions.RestEnabled) ? new RestTls(configuration) : null;

    public void Apply(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = _certificate;
        https.SslProtocols = _protocols;
        https.OnAuthenticate = (_, authentication) => authentication.CipherSuitesPolicy = _cipherSuites;
        if (_trust is not null)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => _trust.Accepts(certificate);
        }
    }
}
