using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flink.Core.Security;

namespace Flink.Core.Tests.Security;

public class CertificateTrustTests
{
    [Fact]
    public void A_certificate_is_accepted_by_its_fingerprint_alone_where_one_is_set()
    {
        using var certificate = Certificate("cluster");
        using var other = Certificate("other");
        X509Certificate2Collection trusted = [certificate, other];
        Assert.True(new CertificateTrust(trusted).Accepts(other));
        var strict = new CertificateTrust(trusted, string.Join(':', certificate.Thumbprint.Chunk(2).Select(pair => new string(pair))));
        Assert.True(strict.Accepts(certificate));
        Assert.False(strict.Accepts(other));
        Assert.False(strict.Accepts(null));
    }

    [Fact]
    public void A_certificate_that_is_not_trusted_is_refused_also_with_the_right_fingerprint()
    {
        using var certificate = Certificate("cluster");
        using var other = Certificate("other");
        Assert.False(new CertificateTrust([certificate], other.Thumbprint).Accepts(other));
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
