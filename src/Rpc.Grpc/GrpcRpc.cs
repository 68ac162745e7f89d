using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;
using Flink.Runtime.Scheduling;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Flink.Rpc.Grpc;

/// <summary>The transport between processes: it listens at a port, and keeps one duplex stream to each other process.</summary>
/// <remarks>A stream that the other process opened serves both directions, so a worker is reached over the one it dialled itself.</remarks>
public sealed class GrpcRpc : RpcSystem, IAsyncDisposable
{
    private readonly GrpcRpcOptions _options;
    private readonly FrameCodec _codec;
    private readonly ILogger _logger;
    private readonly Handshake _own;
    private readonly Method<Packet, Packet> _method;
    private readonly Dictionary<string, GrpcLink> _links = [];
    private readonly HashSet<GrpcLink> _alive = [];
    private readonly Lock _gate = new();
    private WebApplication? _app;
    private bool _isStopped;

    private GrpcRpc(string address, GrpcRpcOptions options, IScheduler scheduler, MessageRegistry registry, ILogger logger)
        : base(scheduler, address)
    {
        _options = options;
        _codec = new FrameCodec(registry);
        _logger = logger;
        _own = Handshake.Own(address, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        _method = Packet.MethodOf(_codec);
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="scheduler">Runs the endpoints of this process.</param>
    /// <param name="registry">The messages that can be sent and received; complete by now.</param>
    /// <param name="loggers">Gets what happens to connections.</param>
    /// <exception cref="Core.FlinkException">No port is free, or a certificate cannot be used.</exception>
    public static async Task<GrpcRpc> StartAsync(
        GrpcRpcOptions options, IScheduler scheduler, MessageRegistry registry, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        var socket = GrpcServer.Bind(options);
        var port = options.AdvertisedPort ?? ((IPEndPoint)socket.LocalEndPoint!).Port;
        var host = options.Host.Contains(':', StringComparison.Ordinal) && !options.Host.StartsWith('[') ? $"[{options.Host}]" : options.Host;
        var rpc = new GrpcRpc($"{host}:{port}", options, scheduler, registry, loggers.CreateLogger<GrpcRpc>());
        rpc._app = GrpcServer.Build(rpc, socket, rpc._method, options, loggers);
        await rpc._app.StartAsync().ConfigureAwait(false);
        return rpc;
    }

    /// <summary>A channel of its own to another process, for the client of one of <see cref="GrpcRpcOptions.Services"/>: bulk does not hold up messages.</summary>
    /// <param name="process">"host:port".</param>
    public GrpcChannel NewChannel(string process) => GrpcChannel.ForAddress(
        $"{(_options.Tls is null ? "http" : "https")}://{process}",
        new GrpcChannelOptions
        {
            HttpHandler = NewHandler(),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = _options.MaxMessageBytes,
        });

    /// <summary>Ends all connections and stops to listen. Endpoints go on; their peers are closed.</summary>
    public async ValueTask DisposeAsync()
    {
        GrpcLink[] links;
        lock (_gate)
        {
            _isStopped = true;
            links = [.. _alive];
        }

        foreach (var link in links)
        {
            link.End(Stopped());
        }

        if (_app is not null)
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _app.StopAsync(now.Token).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override Peer ConnectRemote(EndpointAddress target, FencingToken token, EndpointAddress sender)
    {
        GrpcLink? link;
        var isNew = false;
        lock (_gate)
        {
            if (!_links.TryGetValue(target.Process, out link) || link.Failure is not null)
            {
                link = new GrpcLink(this, target.Process, "", isIncoming: false, _codec, _options);
                isNew = true;
                if (_isStopped)
                {
                    link.End(Stopped());
                }
                else
                {
                    _links[target.Process] = link;
                    _alive.Add(link);
                }
            }
        }

        if (isNew && link.Failure is null)
        {
            _ = DialAsync(link);
        }

        return link.Open(target, token, sender);
    }

    /// <summary>Another process has dialled.</summary>
    internal async Task AcceptAsync(IAsyncStreamReader<Packet> reader, IServerStreamWriter<Packet> writer, ServerCallContext context)
    {
        if (Handshake.Read(context.RequestHeaders) is not { } other)
        {
            throw new global::Grpc.Core.RpcException(new Status(StatusCode.InvalidArgument, "The caller did not say who it is."));
        }

        if (_own.Refuse(other) is { } refusal)
        {
            GrpcLog.Refused(_logger, context.Peer, refusal);
            throw new global::Grpc.Core.RpcException(new Status(StatusCode.FailedPrecondition, refusal));
        }

        var link = new GrpcLink(this, other.Address, other.Incarnation, isIncoming: true, _codec, _options);
        Adopt(link);
        await context.WriteResponseHeadersAsync(_own.ToHeaders()).ConfigureAwait(false);
        await RunAsync(link, reader, writer).ConfigureAwait(false);

        // The other side is told why, if it still listens.
        throw new global::Grpc.Core.RpcException(new Status(StatusCode.Aborted, link.Failure!.Message));
    }

    private void Adopt(GrpcLink link)
    {
        GrpcLink? replaced;
        lock (_gate)
        {
            _alive.Add(link);
            _links.TryGetValue(link.Remote, out replaced);

            // Both may dial at once: then each goes on with its own stream. A second stream of the same caller means that it has
            // given up the first, and another incarnation that the first belongs to a process that is gone.
            if (replaced is { Failure: null, IsIncoming: false } && (replaced.Incarnation.Length == 0 || replaced.Incarnation == link.Incarnation))
            {
                replaced = null;
            }
            else
            {
                _links[link.Remote] = link;
            }
        }

        replaced?.End(new EndpointUnreachableException($"Process {link.Remote} has connected anew."));
        if (_isStopped)
        {
            link.End(Stopped());
        }
    }

    private async Task DialAsync(GrpcLink link)
    {
        // The caller is an endpoint, which must not wait for what the first connection loads.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using var channel = NewChannel(link.Remote);
            using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(
                _method, null, new CallOptions(_own.ToHeaders(), cancellationToken: link.Ended));
            var running = RunAsync(link, call.ResponseStream, call.RequestStream);
            var other = Handshake.Read(await call.ResponseHeadersAsync.ConfigureAwait(false));
            if (other is not null && _own.Refuse(other) is { } refusal)
            {
                link.End(new EndpointUnreachableException(refusal));
            }

            // Without a handshake it is a refusal, or no process of ours: the end of the stream tells.
            link.Incarnation = other?.Incarnation ?? "";

            await running.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            link.End(new EndpointUnreachableException($"Process {link.Remote} cannot be reached: {GrpcLink.Reason(e)}", e));
        }
    }

    private async Task RunAsync(GrpcLink link, IAsyncStreamReader<Packet> reader, IAsyncStreamWriter<Packet> writer)
    {
        await link.RunAsync(reader, writer).ConfigureAwait(false);
        GrpcLog.LinkEnded(_logger, link.Failure!.Message);
        lock (_gate)
        {
            _alive.Remove(link);
            if (_links.GetValueOrDefault(link.Remote) == link)
            {
                _links.Remove(link.Remote);
            }
        }
    }

    private EndpointUnreachableException Stopped() => new($"Process {Address} takes no part in messages any more: it stops.");

    private SocketsHttpHandler NewHandler()
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = _options.ConnectTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = _options.KeepAlive,
            KeepAlivePingTimeout = _options.KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            InitialHttp2StreamWindowSize = 1 << 20,

            // With a way to connect of its own, the channel does without its balancing of loads.
            ConnectCallback = ConnectAsync,
        };
        if (_options.Tls is { } tls)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [tls.Certificate],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => tls.Accepts(certificate),
                EnabledSslProtocols = tls.Protocols,
                CipherSuitesPolicy = tls.CipherSuites,
            };
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
