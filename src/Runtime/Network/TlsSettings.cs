using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Flink.Runtime.Network;

/// <summary>Encryption between workers: both sides show a certificate, and each accepts what its own trust says.</summary>
/// <param name="certificate">What this worker shows, with its key.</param>
/// <param name="trusted">Certificates, or those of their issuers, that are accepted.</param>
/// <remarks>
/// As in Apache Flink's internal connections, a certificate stands for membership in the cluster, not for a host: names of hosts
/// are not compared, and one certificate may serve all workers.
/// </remarks>
public sealed class TlsSettings(X509Certificate2 certificate, X509Certificate2Collection trusted)
{
    /// <summary>What this worker shows.</summary>
    public X509Certificate2 Certificate { get; } = certificate;

    /// <summary>SHA-1 of the one certificate that is accepted (<c>security.ssl.internal.cert.fingerprint</c>), in hexadecimal digits; null accepts every trusted one.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Versions of the protocol that are spoken.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Whether a certificate that the other side shows is accepted.</summary>
    public bool Accepts(X509Certificate? shown)
    {
        if (shown is not X509Certificate2 certificate)
        {
            return false;
        }

        if (Fingerprint is { } fingerprint
            && !string.Equals(fingerprint.Replace(":", "", StringComparison.Ordinal), certificate.Thumbprint, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
