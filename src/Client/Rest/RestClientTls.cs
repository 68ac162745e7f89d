using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flink.Core;
using Flink.Core.Configuration;

namespace Flink.Client.Rest;

/// <summary>What a client accepts from an endpoint with TLS, and what it shows of itself (<c>security.ssl.rest.*</c>).</summary>
public sealed class RestClientTls
{
    private readonly X509Certificate2Collection _accepted;
    private readonly X509Certificate2Collection? _own;
    private readonly string? _fingerprint;
    private readonly bool _verifiesHost;

    private RestClientTls(X509Certificate2Collection accepted, X509Certificate2Collection? own, string? fingerprint, bool verifiesHost)
    {
        _accepted = accepted;
        _own = own;
        _fingerprint = fingerprint;
        _verifiesHost = verifiesHost;
    }

    /// <summary>Reads the options; null when TLS is off.</summary>
    /// <exception cref="FlinkException">A file is missing or cannot be opened.</exception>
    public static RestClientTls? From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return !configuration.Get(SecurityOptions.RestEnabled) ? null : new RestClientTls(
            Load(configuration, SecurityOptions.RestTruststore, SecurityOptions.RestTruststorePassword),
            configuration.Get(SecurityOptions.RestAuthentication)
                ? Load(configuration, SecurityOptions.RestKeystore, SecurityOptions.RestKeystorePassword)
                : null,
            configuration.TryGet(SecurityOptions.RestFingerprint, out var fingerprint) ? fingerprint.Replace(":", "", StringComparison.Ordinal) : null,
            configuration.Get(SecurityOptions.VerifyHostname));
    }

    internal SslClientAuthenticationOptions ToOptions() => new()
    {
        ClientCertificates = _own,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => certificate is X509Certificate2 theirs && Accepts(theirs, errors),
    };

    private bool Accepts(X509Certificate2 certificate, SslPolicyErrors errors)
    {
        if ((_verifiesHost && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            || (_fingerprint is not null && !certificate.GetCertHashString(HashAlgorithmName.SHA1).Equals(_fingerprint, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_accepted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static X509Certificate2Collection Load(FlinkConfiguration configuration, ConfigOption<string> file, ConfigOption<string> password)
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
