using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Runtime.Security;

namespace Flink.Runtime.Network.Tcp;

/// <summary>Sockets as the exchange wants them.</summary>
internal static class Sockets
{
    private const int Backlog = 512;
    private const int KeepAliveSeconds = 30;
    private const int KeepAliveIntervalSeconds = 10;
    private const int KeepAliveRetries = 3;

    /// <summary>A socket that listens at the first free port of the configured ones.</summary>
    /// <exception cref="FlinkException">None is free, or the address is none of this machine's.</exception>
    public static Socket Listen(NetworkSettings settings)
    {
        SocketException? last = null;
        foreach (var port in PortRangeText.Ports(settings.BindPorts))
        {
            try
            {
                return Listen(settings.BindHost, port);
            }
            catch (SocketException e)
            {
                last = e;
                if (e.SocketErrorCode != SocketError.AddressAlreadyInUse)
                {
                    break;
                }
            }
        }

        throw new FlinkException(
            $"The data port cannot be opened at '{settings.BindHost}', port {settings.BindPorts}: {last!.Message}. Set taskmanager.bind-host and taskmanager.data.port (or taskmanager.data.bind-port) to what is free on this machine.", last);
    }

    /// <summary>The port that a socket listens at.</summary>
    public static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Who is at the other side, for logs.</summary>
    public static string NameOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint?.ToString() ?? "nowhere";
        }
        catch (SocketException)
        {
            return "somebody who has gone";
        }
    }

    /// <summary>Sets what a connected socket needs: frames leave at once, and a machine that has vanished is noticed.</summary>
    public static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveRetries);
    }

    /// <summary>The answering side's encryption, where it is wanted.</summary>
    public static Transport SecureServer(Socket socket, SocketTransport transport, InternalTls? tls)
    {
        if (tls is null)
        {
            return transport;
        }

        var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        stream.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificate = tls.Certificate,
            ClientCertificateRequired = true,
            EnabledSslProtocols = tls.Protocols,
            CipherSuitesPolicy = tls.CipherSuites,
            RemoteCertificateValidationCallback = (_, shown, _, _) => tls.Accepts(shown),
        });
        return new TlsTransport(stream, transport);
    }

    /// <summary>The asking side's encryption, where it is wanted.</summary>
    public static Transport SecureClient(Socket socket, SocketTransport transport, InternalTls? tls, string host)
    {
        if (tls is null)
        {
            return transport;
        }

        var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        try
        {
            stream.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ClientCertificates = [tls.Certificate],
                EnabledSslProtocols = tls.Protocols,
                CipherSuitesPolicy = tls.CipherSuites,
                RemoteCertificateValidationCallback = (_, shown, _, _) => tls.Accepts(shown),
            });
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            throw new FlinkException(
                $"the two did not agree on encryption ({e.Message}); security.ssl.internal.* must be the same on all workers, and each must trust the other's certificate", e);
        }

        return new TlsTransport(stream, transport);
    }

    private static Socket Listen(string host, int port)
    {
        var address = host.Length > 0 ? Resolve(host) : Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPAddress Resolve(string host)
    {
        // The name server is not asked for addresses, and refuses those that mean every address of this machine.
        if (IPAddress.TryParse(host, out var given))
        {
            return given;
        }

        // IPv4 first, as others are most likely to be told such an address.
        var addresses = Dns.GetHostAddresses(host);
        return Array.Find(addresses, static address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
    }
}
