using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flink.Core.Configuration;

namespace Flink.Runtime.Security;

/// <summary>How processes of a cluster prove to each other that they belong to it: the options <c>security.ssl.internal.*</c>.</summary>
/// <remarks>
/// As in Apache Flink, a certificate stands for membership and not for a host: names of hosts are not compared, both sides show a
/// certificate, and one certificate may serve all processes.
/// </remarks>
public sealed class InternalTls
{
    private readonly X509Certificate2Collection _trusted;
    private readonly string? _fingerprint;

    /// <summary>An identity.</summary>
    /// <param name="certificate">What this process shows, with its private key.</param>
    /// <param name="trusted">Certificates, or those of their issuers, that are accepted.</param>
    /// <param name="fingerprint">SHA-1 of the one certificate that is accepted, in hexadecimal digits; null accepts every trusted one.</param>
    public InternalTls(X509Certificate2 certificate, X509Certificate2Collection trusted, string? fingerprint = null)
    {
        Certificate = certificate;
        _trusted = trusted;
        _fingerprint = fingerprint?.Replace(":", "", StringComparison.Ordinal);
    }

    /// <summary>What this process shows.</summary>
    public X509Certificate2 Certificate { get; }

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

        var keystore = Load(configuration, SecurityOptions.InternalKeystore, SecurityOptions.InternalKeystorePassword);
        var own = keystore.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new ConfigurationException($"The file of {SecurityOptions.InternalKeystore.Key} holds no certificate with a private key.");
        return new InternalTls(
            own,
            Load(configuration, SecurityOptions.InternalTruststore, SecurityOptions.InternalTruststorePassword),
            configuration.TryGet(SecurityOptions.InternalFingerprint, out var fingerprint) ? fingerprint : null)
        {
            Protocols = ProtocolsFrom(configuration.Get(SecurityOptions.Protocol)),
            CipherSuites = SuitesOf(configuration),
        };
    }

    /// <summary>Whether a certificate that the other side shows is accepted.</summary>
    public bool Accepts(X509Certificate? shown)
    {
        if (shown is null)
        {
            return false;
        }

        using var certificate = X509CertificateLoader.LoadCertificate(shown.Export(X509ContentType.Cert));
        if (_fingerprint is not null && !string.Equals(_fingerprint, certificate.Thumbprint, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static X509Certificate2Collection Load(FlinkConfiguration configuration, ConfigOption<string> file, ConfigOption<string> password)
    {
        if (!configuration.TryGet(file, out var path))
        {
            throw new ConfigurationException($"{SecurityOptions.InternalEnabled.Key} is true, and {file.Key} names no file.");
        }

        try
        {
            return X509CertificateLoader.LoadPkcs12CollectionFromFile(
                path, configuration.TryGet(password, out var secret) ? secret : null, X509KeyStorageFlags.DefaultKeySet);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException(
                $"The file '{path}' of {file.Key} cannot be read as PKCS #12 with the password of {password.Key}: {e.Message} "
                + "(a keystore in Java's own format is converted by keytool -importkeystore -deststoretype pkcs12).",
                e);
        }
    }

    private static SslProtocols ProtocolsFrom(string oldest) => oldest switch
    {
        "TLSv1.2" => SslProtocols.Tls12 | SslProtocols.Tls13,
        "TLSv1.3" => SslProtocols.Tls13,
        _ => throw new ConfigurationException($"{SecurityOptions.Protocol.Key} is '{oldest}'; there are TLSv1.2 and TLSv1.3."),
    };

    private static CipherSuitesPolicy? SuitesOf(FlinkConfiguration configuration)
    {
        // The default list is what the system prefers anyway; a list that somebody wrote is taken at its word.
        if (!configuration.Contains(SecurityOptions.Algorithms))
        {
            return null;
        }

        if (OperatingSystem.IsWindows())
        {
            throw new ConfigurationException($"{SecurityOptions.Algorithms.Key} cannot be set on this operating system, which chooses by itself.");
        }

        var names = configuration.Get(SecurityOptions.Algorithms).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new CipherSuitesPolicy(names.Select(name =>
            Enum.TryParse<TlsCipherSuite>(name, out var suite)
                ? suite
                : throw new ConfigurationException($"{SecurityOptions.Algorithms.Key} names '{name}', which is no cipher suite.")));
    }
}
