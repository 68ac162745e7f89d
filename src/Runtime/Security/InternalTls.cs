using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Flink.Core.Configuration;
using Flink.Core.Security;

namespace Flink.Runtime.Security;

/// <summary>How processes of a cluster prove to each other that they belong to it: the options <c>security.ssl.internal.*</c>.</summary>
/// <remarks>
/// As in Apache Flink, a certificate stands for membership and not for a host: names of hosts are not compared, both sides show a
/// certificate, and one certificate may serve all processes.
/// </remarks>
/// <param name="certificate">What this process shows, with its private key.</param>
/// <param name="trust">What it accepts.</param>
public sealed class InternalTls(X509Certificate2 certificate, CertificateTrust trust)
{
    /// <summary>What this process shows.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>Versions of the protocol that are spoken.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Cipher suites that are accepted; null for what the system finds good.</summary>
    public CipherSuitesPolicy? CipherSuites { get; init; }

    /// <summary>Reads the identity that the configuration names; null where encryption is off.</summary>
    /// <exception cref="ConfigurationException">It is on, and a file, password or name is missing or wrong.</exception>
    public static InternalTls? From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!configuration.Get(SecurityOptions.InternalEnabled))
        {
            return null;
        }

        var trusted = TlsConfiguration.Open(configuration, SecurityOptions.InternalTruststore, SecurityOptions.InternalTruststorePassword);
        return new InternalTls(
            TlsConfiguration.OpenOwn(configuration, SecurityOptions.InternalKeystore, SecurityOptions.InternalKeystorePassword),
            new CertificateTrust(trusted, configuration.TryGet(SecurityOptions.InternalFingerprint, out var fingerprint) ? fingerprint : null))
        {
            Protocols = TlsConfiguration.Protocols(configuration),
            CipherSuites = TlsConfiguration.CipherSuites(configuration),
        };
    }

    /// <summary>Whether a certificate that the other side shows is accepted.</summary>
    public bool Accepts(X509Certificate? shown) => trust.Accepts(shown);
}
