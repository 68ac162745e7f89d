using Flink.Core.Configuration;
using Flink.Docker.Configuration;

namespace Flink.Docker.Engine;

/// <summary>Where an engine is, and how it is spoken with.</summary>
/// <param name="Endpoint">Of scheme unix or tcp.</param>
/// <param name="CertificateFolder">The folder of the certificates; null for plain text.</param>
public sealed record EngineAddress(Uri Endpoint, string? CertificateFolder)
{
    private const string DefaultSocket = "/var/run/docker.sock";

    /// <summary>Whether it is a socket of this machine.</summary>
    public bool IsSocket => Endpoint.Scheme == "unix";

    /// <summary>The socket; only where <see cref="IsSocket"/>.</summary>
    public string SocketPath => Endpoint.AbsolutePath;

    /// <summary>The socket on the engine's own machine.</summary>
    public static string SocketOfEngine(FlinkConfiguration configuration, EngineAddress address) =>
        configuration.TryGet(DockerOptions.Socket, out var path) ? path : address.IsSocket ? address.SocketPath : DefaultSocket;

    /// <summary>Reads options, then the environment.</summary>
    /// <exception cref="ConfigurationException">The address is none, certificates are missing, or an option of this family is none.</exception>
    public static EngineAddress From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        DockerOptions.RefuseUnknown(configuration);
        var text = configuration.TryGet(DockerOptions.Host, out var host) ? host
            : Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } fromEnvironment ? fromEnvironment
            : $"unix://{DefaultSocket}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("unix" or "tcp" or "http" or "https"))
        {
            throw new ConfigurationException($"'{DockerOptions.Host.Key}' (or DOCKER_HOST) is '{text}', which is no address of a Docker Engine: write unix:///path/of/docker.sock or tcp://host:port");
        }

        var isEncrypted = endpoint.Scheme == "https" || (endpoint.Scheme != "unix" && (configuration.TryGet(DockerOptions.Tls, out var enabled)
            ? enabled
            : Environment.GetEnvironmentVariable("DOCKER_TLS_VERIFY") is { Length: > 0 }));
        return new EngineAddress(endpoint, isEncrypted ? Certificates(configuration) : null);
    }

    /// <inheritdoc/>
    public override string ToString() => IsSocket ? $"unix://{SocketPath}" : $"tcp://{Endpoint.Host}:{Endpoint.Port}";

    private static string Certificates(FlinkConfiguration configuration)
    {
        var folder = configuration.TryGet(DockerOptions.CertificateFolder, out var configured) ? configured : Environment.GetEnvironmentVariable("DOCKER_CERT_PATH");
        if (string.IsNullOrEmpty(folder))
        {
            throw new ConfigurationException($"The Docker Engine is to be spoken with over TLS, and nobody says where the certificates are: set '{DockerOptions.CertificateFolder.Key}' or DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem");
        }

        return Array.Find(["ca.pem", "cert.pem", "key.pem"], name => !File.Exists(Path.Combine(folder, name))) is { } missing
            ? throw new ConfigurationException($"The folder of the Docker Engine's certificates, {folder}, has no {missing}: '{DockerOptions.CertificateFolder.Key}' or DOCKER_CERT_PATH must name the folder of ca.pem, cert.pem and key.pem")
            : folder;
    }
}
