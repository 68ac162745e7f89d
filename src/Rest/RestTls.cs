using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flink.Core;
using Flink.Core.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Flink.Rest;

/// <summary>Encryption of the endpoint (<c>security.ssl.rest.*</c>): its certificate, and with authentication those that callers may have.</summary>
internal sealed class RestTls
{
    private readonly X509Certificate2Collection? _accepted;
    private readonly string? _fingerprint;

    private RestTls(X509Certificate2 certificate, X509Certificate2Collection? accepted, string? fingerprint)
    {
        Certificate = certificate;
        _accepted = accepted;
        _fingerprint = fingerprint;
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>Reads the options; null when TLS is off.</summary>
    /// <exception cref="FlinkException">A file is missing or cannot be opened.</exception>
    public static RestTls? From(FlinkConfiguration configuration)
    {
        if (!configuration.Get(SecurityOptions.RestEnabled))
        {
            return null;
        }

        var own = Load(configuration, SecurityOptions.RestKeystore, SecurityOptions.RestKeystorePassword);
        var certificate = own.FirstOrDefault(static one => one.HasPrivateKey)
            ?? throw new FlinkException($"The file of '{SecurityOptions.RestKeystore.Key}' holds no certificate with its private key.");
        return new RestTls(
            certificate,
            configuration.Get(SecurityOptions.RestAuthentication)
                ? Load(configuration, SecurityOptions.RestTruststore, SecurityOptions.RestTruststorePassword)
                : null,
            configuration.TryGet(SecurityOptions.RestFingerprint, out var fingerprint) ? fingerprint.Replace(":", "", StringComparison.Ordinal) : null);
    }

    public void Apply(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = Certificate;
        if (_accepted is not null)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => IsAccepted(certificate);
        }
    }

    private bool IsAccepted(X509Certificate2 certificate)
    {
        if (_fingerprint is not null && !certificate.GetCertHashString(HashAlgorithmName.SHA1).Equals(_fingerprint, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_accepted!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static X509Certificate2Collection Load(
        FlinkConfiguration configuration, ConfigOption<string> file, ConfigOption<string> password)
    {
        if (!configuration.TryGet(file, out var path))
        {
            throw new FlinkException($"'{SecurityOptions.RestEnabled.Key}: true' needs '{file.Key}': a PKCS #12 file.");
        }

        try
        {
            return X509CertificateLoader.LoadPkcs12CollectionFromFile(path, configuration.TryGet(password, out var secret) ? secret : null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FlinkException($"The PKCS #12 file {path} ('{file.Key}') cannot be opened: {e.Message}", e);
        }
    }
}
