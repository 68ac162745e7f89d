using System.Security.Cryptography.X509Certificates;

namespace Flink.Core.Security;

/// <summary>Which certificates of another process are accepted. Names of hosts are the caller's to compare.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="accepted">Certificates that are accepted themselves, or as issuers; nothing that the operating system trusts is added.</param>
/// <param name="fingerprint">SHA-1 of the one certificate that is accepted, in hexadecimal digits with or without colons; null accepts every trusted one.</param>
public sealed class CertificateTrust(X509Certificate2Collection accepted, string? fingerprint = null)
{
    private readonly string? _fingerprint = fingerprint?.Replace(":", "", StringComparison.Ordinal);

    /// <summary>Whether a certificate that the other side shows is accepted; none at all is not.</summary>
    public bool Accepts(X509Certificate? shown)
    {
        if (shown is not X509Certificate2 certificate
            || (_fingerprint is not null && !certificate.Thumbprint.Equals(_fingerprint, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(accepted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
