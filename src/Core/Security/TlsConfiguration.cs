using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flink.Core.Configuration;

namespace Flink.Core.Security;

/// <summary>Reads what the options <c>security.ssl.*</c> say, for every kind of connection in the same way.</summary>
public static class TlsConfiguration
{
    /// <summary>The certificates in the PKCS #12 file that an option names.</summary>
    /// <exception cref="ConfigurationException">None is named, or it cannot be opened with the password.</exception>
    public static X509Certificate2Collection Open(FlinkConfiguration configuration, ConfigOption<string> file, ConfigOption<string> password)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(password);
        if (!configuration.TryGet(file, out var path))
        {
            throw new ConfigurationException($"{file.Key} names no file, and encryption is on: set it to a file in the format PKCS #12.");
        }

        try
        {
            return X509CertificateLoader.LoadPkcs12CollectionFromFile(path, configuration.TryGet(password, out var secret) ? secret : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException(
                $"The file '{path}' of {file.Key} cannot be read as PKCS #12 with the password of {password.Key}: {e.Message} "
                + "(a keystore in Java's own format is converted by keytool -importkeystore -deststoretype pkcs12).",
                e);
        }
    }

    /// <summary>The certificate with its private key in the file that an option names.</summary>
    /// <exception cref="ConfigurationException">As for <see cref="Open"/>, or there is none in it.</exception>
    public static X509Certificate2 OpenOwn(FlinkConfiguration configuration, ConfigOption<string> file, ConfigOption<string> password) =>
        Open(configuration, file, password).FirstOrDefault(static certificate => certificate.HasPrivateKey)
        ?? throw new ConfigurationException($"The file of {file.Key} holds no certificate with a private key.");

    /// <summary>The versions that may be spoken (<c>security.ssl.protocol</c>).</summary>
    /// <exception cref="ConfigurationException">There is no such version.</exception>
    public static SslProtocols Protocols(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.Get(SecurityOptions.Protocol) switch
        {
            "TLSv1.2" => SslProtocols.Tls12 | SslProtocols.Tls13,
            "TLSv1.3" => SslProtocols.Tls13,
            var other => throw new ConfigurationException($"{SecurityOptions.Protocol.Key} is '{other}'; there are TLSv1.2 and TLSv1.3."),
        };
    }

    /// <summary>The cipher suites that are accepted (<c>security.ssl.algorithms</c>); null for what the system finds good.</summary>
    /// <exception cref="ConfigurationException">A name is none, or the operating system lets nobody choose.</exception>
    public static CipherSuitesPolicy? CipherSuites(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

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
        return new CipherSuitesPolicy(names.Select(static name =>
            Enum.TryParse<TlsCipherSuite>(name, out var suite)
                ? suite
                : throw new ConfigurationException($"{SecurityOptions.Algorithms.Key} names '{name}', which is no cipher suite.")));
    }
}
