using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using Docker.DotNet.NativeHttp;
using Docker.DotNet.X509;

namespace Flink.Docker.Engine;

/// <summary>Makes clients of an engine.</summary>
internal static class EngineConnection
{
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    // A peer that vanished without a word is noticed by the system, not by questions: three probes, five seconds apart, after fifteen of silence.
    private const int KeepAliveSeconds = 15;
    private const int KeepAliveInterval = 5;
    private const int KeepAliveProbes = 3;

    /// <summary>A client; it connects with its first call.</summary>
    public static DockerClient NewClient(EngineAddress address)
    {
        var builder = new DockerClientBuilder().WithEndpoint(EndpointOf(address));
        if (address.CertificateFolder is not null)
        {
            builder = builder.WithAuthProvider(new Encrypted());
        }

        return builder
            .WithTransportOptions(new NativeHttpTransportOptions { ConfigureHandler = handler => Configure(handler, address) })
            .Build();
    }

    /// <summary>A client of an engine that does not exist.</summary>
    public static DockerClient NewRehearsedClient() => new DockerClientBuilder()
        .WithEndpoint(new Uri("http://docker"))
        .WithTransportOptions(new NativeHttpTransportOptions
        {
            ConfigureHandler = static handler =>
            {
                handler.UseProxy = false;
                handler.ConnectCallback = static (_, cancellation) => RehearsedEngine.ConnectAsync(cancellation);
            },
        })
        .Build();

    // Sockets are made here whatever their kind, so that one transport serves all.
    private static Uri EndpointOf(EngineAddress address) => address.IsSocket
        ? new Uri("http://docker")
        : new Uri($"{(address.CertificateFolder is null ? "http" : "https")}://{address.Endpoint.Host}:{address.Endpoint.Port}");

    private static void Configure(SocketsHttpHandler handler, EngineAddress address)
    {
        handler.UseProxy = false;
        handler.ConnectTimeout = _connectTimeout;
        handler.ConnectCallback = async (context, cancellation) => await ConnectAsync(address, cancellation).ConfigureAwait(false);
        if (address.CertificateFolder is { } folder)
        {
            var own = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            var authority = DockerTlsCertificates.LoadCertificateAuthorityFromPemFile(Path.Combine(folder, "ca.pem"));
            handler.SslOptions.ClientCertificates = [own];
            handler.SslOptions.RemoteCertificateValidationCallback = DockerTlsCertificates.CreateCertificateAuthorityValidationCallback(authority);
        }
    }

    private static async Task<Stream> ConnectAsync(EngineAddress address, CancellationToken cancellation)
    {
        var socket = address.IsSocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (address.IsSocket)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address.SocketPath), cancellation).ConfigureAwait(false);
            }
            else
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveInterval);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
                await socket.ConnectAsync(address.Endpoint.Host, address.Endpoint.Port, cancellation).ConfigureAwait(false);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Without one the library speaks plain text, whatever the address says; the certificates are the handler's already.
    private sealed class Encrypted : IAuthProvider
    {
        public bool TlsEnabled => true;

        public HttpMessageHandler ConfigureHandler(HttpMessageHandler handler) => handler;
    }
}
