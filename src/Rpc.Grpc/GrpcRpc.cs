using System.Net;
using System.Net.Security;
using System.Net.Sockets;
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
    private readonly LinkTable _links = new();
    private readonly Socket _socket;
    private readonly ILoggerFactory _loggers;
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _app;
    private Task _listening = Task.CompletedTask;

    private GrpcRpc(string address, Socket socket, GrpcRpcOptions options, IScheduler scheduler, MessageRegistry registry, ILoggerFactory loggers)
        : base(scheduler, address)
    {
        _socket = socket;
        _options = options;
        _codec = new FrameCodec(registry);
        _loggers = loggers;
        _logger = loggers.CreateLogger<GrpcRpc>();
        _own = Handshake.Own(address, $"{Guid.NewGuid():n}");
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
        var rpc = Open(options, scheduler, registry, loggers);
        await rpc.ListenAsync().ConfigureAwait(false);
        return rpc;
    }

    /// <summary>The first half of <see cref="StartAsync"/>: the port is taken and the address known, other processes can be reached; nobody is heard before <see cref="ListenAsync"/>.</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="scheduler">Runs the endpoints of this process.</param>
    /// <param name="registry">The messages that can be sent and received; complete by now.</param>
    /// <param name="loggers">Gets what happens to connections.</param>
    /// <exception cref="Core.FlinkException">No port is free, or a certificate cannot be used.</exception>
    public static GrpcRpc Open(GrpcRpcOptions options, IScheduler scheduler, MessageRegistry registry, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        var socket = GrpcServer.Bind(options);
        var port = options.AdvertisedPort ?? ((IPEndPoint)socket.LocalEndPoint!).Port;
        var host = options.Host.Contains(':', StringComparison.Ordinal) && !options.Host.StartsWith('[') ? $"[{options.Host}]" : options.Host;
        return new GrpcRpc($"{host}:{port}", socket, options, scheduler, registry, loggers);
    }

    /// <summary>The second half of <see cref="StartAsync"/>, once; on threads of the pool.</summary>
    public Task ListenAsync() => _listening = Task.Run(() => ServeAsync(null));

    /// <summary>The second half of <see cref="StartAsync"/> for a process that dials others itself: it listens from now on, and loads the server when the first connection comes.</summary>
    /// <remarks>
    /// A server costs as much time and memory as the rest of a worker's start, and a worker is dialled only when the connection that it has opened itself breaks. Whoever
    /// dials is connected at once and waits for the server, some tenths of a second.
    /// </remarks>
    public void ListenUntilDialled()
    {
        _socket.Listen();
        _listening = AwaitFirstAsync();
    }

    /// <summary>Begins to connect to a process that will be spoken with presently; who speaks to it then finds the connection made, or tries again.</summary>
    /// <param name="process">"host:port".</param>
    public void Dial(string process) => LinkTo(process);

    /// <summary>A channel of its own to another process, for the client of one of <see cref="GrpcRpcOptions.Services"/>: bulk does not hold up messages.</summary>
    /// <param name="process">"host:port".</param>
    public GrpcChannel NewChannel(string process) => ChannelTo(process, NewHandler(_options), _options);

    internal static GrpcChannel ChannelTo(string process, SocketsHttpHandler handler, GrpcRpcOptions options) => GrpcChannel.ForAddress(
        $"{(options.Tls is null ? "http" : "https")}://{process}",
        new GrpcChannelOptions
        {
            // A client of its own: with a handler the channel would put its choice of subchannels before it.
            HttpClient = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MaxMessageBytes,
        });

    internal static SocketsHttpHandler NewHandler(GrpcRpcOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = options.KeepAlive,
            KeepAlivePingTimeout = options.KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            InitialHttp2StreamWindowSize = 1 << 20,
        };
        if (options.Tls is { } tls)
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

    /// <summary>Ends all connections and stops to listen. Endpoints go on; their peers are closed.</summary>
    public async ValueTask DisposeAsync()
    {
        _links.Stop(new EndpointUnreachableException($"Process {Address} takes no part in messages any more: it stops."));
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_app is null)
        {
            _socket.Dispose();
        }
        else
        {
            using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _app.StopAsync(now.Token).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override Peer ConnectRemote(EndpointAddress target, FencingToken token, EndpointAddress sender) =>
        LinkTo(target.Process).Open(target, token, sender);

    private async Task AwaitFirstAsync()
    {
        Socket? first = null;
        try
        {
            first = await _socket.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            first.NoDelay = true;
        }
        catch (OperationCanceledException)
        {
            // Nobody ever came.
            return;
        }
        catch (SocketException)
        {
            // Somebody came and went; from now on the server says what happens to connections.
        }

        try
        {
            await ServeAsync(first).ConfigureAwait(false);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            GrpcLog.NotServing(_logger, Address, e);
            first?.Dispose();
        }
    }

    private async Task ServeAsync(Socket? first)
    {
        _app = GrpcServer.Build(this, _socket, first, _method, _options, _loggers);
        await _app.StartAsync(_stopping.Token).ConfigureAwait(false);
    }

    private RpcLink LinkTo(string process)
    {
        var link = _links.FindOrAdd(
            process, remote => new GrpcLink(this, remote, "", isIncoming: false, _codec, _options), out var mustDial);
        if (mustDial)
        {
            _ = DialAsync((GrpcLink)link);
        }

        return link;
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
        _links.Adopt(link);
        await context.WriteResponseHeadersAsync(_own.ToHeaders()).ConfigureAwait(false);
        await RunAsync(link, reader, writer).ConfigureAwait(false);

        // The other side is told why, if it still listens.
        throw new global::Grpc.Core.RpcException(new Status(StatusCode.Aborted, link.Failure!.Message));
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
            await GreetAsync(link, call.ResponseHeadersAsync).ConfigureAwait(false);
            await running.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            link.Fail(GrpcLink.Unreachable(link.Remote, e));
            _links.Remove(link);
        }
    }

    private async Task GreetAsync(GrpcLink link, Task<Metadata> headers)
    {
        // Without a handshake it is a refusal, or no process of ours, or nobody: the end of the stream tells.
        await ((Task)headers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!headers.IsCompletedSuccessfully || Handshake.Read(await headers.ConfigureAwait(false)) is not { } other)
        {
            return;
        }

        link.Greeted(other.Incarnation);
        if (_own.Refuse(other) is { } refusal)
        {
            link.Fail(new EndpointUnreachableException(refusal));
        }
    }

    private async Task RunAsync(GrpcLink link, IAsyncStreamReader<Packet> reader, IAsyncStreamWriter<Packet> writer)
    {
        await link.RunAsync(reader, writer).ConfigureAwait(false);
        GrpcLog.LinkEnded(_logger, link.Failure!.Message);
        _links.Remove(link);
    }
}
