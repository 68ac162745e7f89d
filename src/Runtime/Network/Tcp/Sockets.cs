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
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;
    private const int KeepAliveProbes = 5;
    private const int MostSeconds = short.MaxValue;

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

    /// <summary>Sets what a connected socket needs: frames leave at once, and a peer that has fallen silent is noticed.</summary>
    /// <param name="socket">It is connected.</param>
    /// <param name="silence">How long the other side may acknowledge nothing, at least a second.</param>
    /// <remarks>
    /// Probes go out only while nothing is under way. What is sent and never acknowledged is sent again for a quarter of an hour by default: Linux has a limit for that
    /// too, which then counts for the probes as well, and for a peer that takes nothing for so long though it answers. Other systems keep to their own.
    /// </remarks>
    public static void Prepare(Socket socket, TimeSpan silence)
    {
        // The most that systems take for the parts of it.
        var seconds = (int)Math.Clamp(Math.Ceiling(silence.TotalSeconds), 1, MostSeconds);
        var idle = Math.Max(1, seconds / 2);
        var interval = Math.Max(1, (seconds - idle) / KeepAliveProbes);
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, idle);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, interval);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Math.Max(1, (seconds - idle) / interval));
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(seconds * 1000));
        }
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
