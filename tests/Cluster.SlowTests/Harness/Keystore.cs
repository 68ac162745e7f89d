using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Key and certificate of a cluster's processes, in one file that is also what they trust.</summary>
public static class Keystore
{
    private const string Password = "of-the-test";

    /// <summary>Makes one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="name">What the certificate is for.</param>
    /// <param name="address">An address that it is for too; null for none.</param>
    /// <returns>The lines of config.yaml for it.</returns>
    public static string Write(string path, string name, IPAddress? address = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, Password));
        return string.Join('\n', Options(path).Select(static option => $"{option.Key}: {option.Value}"));
    }

    /// <summary>The options for a keystore.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="connections">Which are encrypted with it: <c>internal</c> or <c>rest</c>.</param>
    public static IEnumerable<KeyValuePair<string, string>> Options(string path, string connections = "internal") =>
    [
        new($"security.ssl.{connections}.enabled", "true"),
        new($"security.ssl.{connections}.keystore", path),
        new($"security.ssl.{connections}.keystore-password", Password),
        new($"security.ssl.{connections}.truststore", path),
        new($"security.ssl.{connections}.truststore-password", Password),
    ];
}
