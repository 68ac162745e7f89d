using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Rpc.Grpc;

/// <summary>One connection to a server that exists for a moment, so that the server's code is there when the first worker connects.</summary>
/// <remarks>
/// A JobManager took as long for its side of its first connection as a worker for half of its start. The server listens on loopback at a port that nobody is told,
/// and its caller is a few bytes: the code of a client would cost more than it saves.
/// </remarks>
public static class ServerRehearsal
{
    /// <summary>Plays it on threads of the pool.</summary>
    /// <param name="options">How the process takes part: encrypted or not.</param>
    /// <param name="scheduler">Runs nothing: nobody can be reached there.</param>
    /// <param name="registry">The messages of the process.</param>
    /// <param name="loggers">Gets what happens to the connection.</param>
    /// <param name="cancellation">Something better has come.</param>
    /// <returns>Completes when it is over and nothing of it listens any more.</returns>
    public static async Task PlayAsync(GrpcRpcOptions options, IScheduler scheduler, MessageRegistry registry, ILoggerFactory loggers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var loopback = Socket.OSSupportsIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        var near = options with { Host = $"{loopback}", BindAddress = $"{loopback}", Ports = "0", AdvertisedPort = null, Services = [] };
        await using var server = await GrpcRpc.StartAsync(near, scheduler, registry, loggers).ConfigureAwait(false);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPEndPoint.Parse(server.Address), cancellation).ConfigureAwait(false);
        await using var stream = await SecureAsync(new NetworkStream(socket), near, cancellation).ConfigureAwait(false);
        await stream.WriteAsync(RehearsedCaller.Greeting(isEncrypted: options.Tls is not null), cancellation).ConfigureAwait(false);
        await RehearsedCaller.ReadAnswerAsync(stream, cancellation).ConfigureAwait(false);
    }

    private static async Task<Stream> SecureAsync(NetworkStream plain, GrpcRpcOptions options, CancellationToken cancellation)
    {
        if (options.Tls is null)
        {
            return plain;
        }

        using var handler = GrpcRpc.NewHandler(options);
        handler.SslOptions.ApplicationProtocols = [SslApplicationProtocol.Http2];
        handler.SslOptions.TargetHost = options.Host;
        var encrypted = new SslStream(plain);
        await encrypted.AuthenticateAsClientAsync(handler.SslOptions, cancellation).ConfigureAwait(false);
        return encrypted;
    }
}
