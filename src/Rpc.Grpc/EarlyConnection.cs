using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Flink.Rpc.Grpc;

/// <summary>A server's transport for a port at which somebody has connected before there was a server: that connection comes first.</summary>
internal sealed class EarlyConnection(Socket early, SocketTransportFactory transport, ILoggerFactory loggers) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(early, await transport.BindAsync(endpoint, cancellationToken).ConfigureAwait(false), loggers);

    private sealed class Listener(Socket early, IConnectionListener later, ILoggerFactory loggers) : IConnectionListener
    {
        private readonly SocketConnectionContextFactory _connections = new(new SocketConnectionFactoryOptions(), loggers.CreateLogger<EarlyConnection>());
        private Socket? _early = early;

        public EndPoint EndPoint => later.EndPoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            Interlocked.Exchange(ref _early, null) is { } socket
                ? new ValueTask<ConnectionContext?>(_connections.Create(socket))
                : later.AcceptAsync(cancellationToken);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => later.UnbindAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            Interlocked.Exchange(ref _early, null)?.Dispose();
            await later.DisposeAsync().ConfigureAwait(false);
            _connections.Dispose();
        }
    }
}
