using System.Net.Sockets;
using System.Reflection;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Runtime.Network.Remote;
using Flink.Runtime.Network.Wire;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.Network.Tcp;

/// <summary>One TCP connection to each other worker, made when the first channel between the two is opened from either side.</summary>
/// <remarks>
/// Each connection has a thread that reads and one that sends what the socket does not take at once, so that no task ever waits
/// for a socket. When both workers call each other at the same moment, the call of the one whose name comes first counts.
/// </remarks>
public sealed partial class TcpNetwork : ChannelNetwork
{
    private const int MostCallers = 64;
    private const int ThreadStackBytes = 512 << 10;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(200);
    private static readonly string Product = typeof(TcpNetwork).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private readonly object _gate = new();
    private readonly Dictionary<string, TcpPeer> _peers = [];
    private readonly Newcomers _callers = new(MostCallers);
    private readonly Newcomers _called = new(int.MaxValue);
    private readonly NetworkSettings _settings;
    private readonly ulong _incarnation;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Socket _listener;
    private bool _isDisposed;

    /// <summary>Listens, and answers from now on.</summary>
    /// <param name="id">Name of this worker in the cluster.</param>
    /// <param name="host">Host that others reach this worker by.</param>
    /// <param name="settings">How records are exchanged.</param>
    /// <param name="incarnation">Drawn anew at each start of the worker.</param>
    /// <param name="clock">Measures how long greetings and openings take.</param>
    /// <param name="logger">For what people should know.</param>
    /// <exception cref="FlinkException">No port is free.</exception>
    public TcpNetwork(string id, string host, NetworkSettings settings, ulong incarnation, TimeProvider clock, ILogger logger)
        : base(settings, clock)
    {
        _settings = settings;
        _incarnation = incarnation;
        _clock = clock;
        _logger = logger;
        _listener = Sockets.Listen(settings);
        Address = new PeerAddress(id, host, settings.AdvertisedPort ?? Sockets.PortOf(_listener));
        Start("flink-net-accept", Accept);
    }

    /// <inheritdoc/>
    public override PeerAddress Address { get; }

    /// <summary>Workers that there is a connection with, or one is being made.</summary>
    public int PeerCount
    {
        get
        {
            lock (_gate)
            {
                return _peers.Count;
            }
        }
    }

    /// <inheritdoc/>
    internal override PeerLink LinkTo(PeerAddress address)
    {
        TcpPeer peer;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_peers.TryGetValue(address.Id, out var known) && !known.Link.HasFailed)
            {
                return known.Link;
            }

            peer = new TcpPeer(new PeerLink(address, Inputs, Pool));
            _peers[address.Id] = peer;
        }

        Start($"flink-net-read-{address.Id}", () => Dial(peer));
        return peer.Link;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        TcpPeer[] peers;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            peers = [.. _peers.Values];
        }

        _listener.Dispose();
        _callers.Close();
        _called.Close();
        foreach (var peer in peers)
        {
            Fail(peer, "this worker shuts its network down");
        }
    }

    private static void Start(string name, Action run) => new Thread(() => run(), ThreadStackBytes) { IsBackground = true, Name = name }.Start();

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                lock (_gate)
                {
                    if (_isDisposed)
                    {
                        return;
                    }

                    // A caller that went away again, or no file handle left: a moment later the next one may have better luck.
                    Monitor.Wait(_gate, RetryPause);
                }

                LogAcceptFailed(e);
                continue;
            }

            Start("flink-net-read", () => Answer(socket));
        }
    }

    private void Answer(Socket socket)
    {
        var caller = Sockets.NameOf(socket);
        var transport = new SocketTransport(socket);
        TcpPeer? peer;
        Transport? secured;
        if (_callers.Admit(transport) is not { } newcomer)
        {
            return;
        }

        try
        {
            using var deadline = Deadline(newcomer, $"It did not say who it is within {_settings.ConnectTimeout.TotalSeconds:0.#} s.");
            Sockets.Prepare(socket, _settings.SilenceTimeout);
            secured = Sockets.SecureServer(socket, transport, _settings.Tls);
            peer = Judge(Greeting.Read(secured), secured, caller);
        }
        catch (Exception e)
        {
            transport.Dispose();
            LogCallerRefused(caller, newcomer.Reason ?? e.Message);
            return;
        }
        finally
        {
            _callers.Remove(newcomer);
        }

        if (peer is not null)
        {
            Serve(peer, secured);
        }
    }

    // Decides about a connection that another worker made, and tells it.
    private TcpPeer? Judge(Greeting greeting, Transport transport, string caller)
    {
        TcpPeer? peer = null;
        Verdict verdict;
        lock (_gate)
        {
            verdict = greeting.Protocol != Greeting.CurrentProtocol ? Verdict.WrongVersion
                : greeting.Addressee != Address.Id ? Verdict.WrongWorker
                : JudgeKnown(greeting);
            if (verdict == Verdict.Welcome)
            {
                peer = _peers.GetValueOrDefault(greeting.Sender.Id) is { Link.HasFailed: false } dialling
                    ? dialling
                    : new TcpPeer(new PeerLink(greeting.Sender, Inputs, Pool));
                peer.Incarnation = greeting.Incarnation;
                peer.Transport = transport;
                _peers[greeting.Sender.Id] = peer;
                Monitor.PulseAll(_gate);
            }
        }

        try
        {
            Hello(verdict, greeting.Sender.Id).Write(transport);
        }
        catch (Exception e) when (peer is not null)
        {
            Fail(peer, "the connection broke while both said who they are", e);
            return null;
        }

        if (peer is null)
        {
            LogNotWelcome(caller, greeting.Sender.Id, greeting.Product, greeting.Protocol, verdict);
            transport.Dispose();
        }

        return peer;
    }

    private Verdict JudgeKnown(Greeting greeting)
    {
        if (_isDisposed)
        {
            return Verdict.WrongWorker;
        }

        if (greeting.Sender.Id == Address.Id)
        {
            return Verdict.NameTaken;
        }

        if (_peers.GetValueOrDefault(greeting.Sender.Id) is not { Link.HasFailed: false } known)
        {
            return Verdict.Welcome;
        }

        if (known.Transport is not null)
        {
            return known.Incarnation == greeting.Incarnation ? Verdict.Duplicate : Verdict.NameTaken;
        }

        return string.CompareOrdinal(Address.Id, greeting.Sender.Id) < 0 ? Verdict.Duplicate : Verdict.Welcome;
    }

    private void Dial(TcpPeer peer)
    {
        var since = _clock.GetTimestamp();
        try
        {
            while (true)
            {
                var (answer, transport) = Call(peer.Link.Peer);
                if (answer.Protocol != Greeting.CurrentProtocol || answer.Verdict == Verdict.WrongVersion)
                {
                    throw new FlinkException(
                        $"it speaks version {answer.Protocol} of the exchange (product {answer.Product}) and this worker version {Greeting.CurrentProtocol} (product {Product}); run one version in the cluster");
                }

                if (answer.Verdict == Verdict.Welcome)
                {
                    lock (_gate)
                    {
                        peer.Transport = transport;
                        peer.Incarnation = answer.Incarnation;
                    }

                    Serve(peer, transport);
                    return;
                }

                transport.Dispose();
                if (answer.Verdict != Verdict.Duplicate)
                {
                    throw new FlinkException(answer.Verdict == Verdict.NameTaken
                        ? $"another worker with the name {Address.Id} of this one is connected to it; give each worker a name of its own (taskmanager.resource-id)"
                        : $"worker {answer.Sender.Id} answered there");
                }

                if (WaitForCall(peer))
                {
                    return;
                }

                if (_clock.GetElapsedTime(since) > _settings.ConnectTimeout)
                {
                    throw new FlinkException($"it says that there is a connection already, and none came within {_settings.ConnectTimeout.TotalSeconds:0.#} s");
                }
            }
        }
        catch (Exception e)
        {
            Fail(peer, $"no connection could be made, {e.Message}", e);
        }
    }

    /// <summary>Waits a moment for the connection that the other worker makes.</summary>
    /// <returns>Whether it is there, or nobody needs it any longer.</returns>
    private bool WaitForCall(TcpPeer peer)
    {
        lock (_gate)
        {
            if (peer.Transport is null && !peer.Link.HasFailed)
            {
                Monitor.Wait(_gate, RetryPause);
            }

            return peer.Transport is not null || peer.Link.HasFailed;
        }
    }

    private (Greeting Answer, Transport Transport) Call(PeerAddress address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var transport = new SocketTransport(socket);
        var called = _called.Admit(transport) ?? throw new ObjectDisposedException(GetType().FullName);
        try
        {
            using var deadline = Deadline(
                called,
                $"it did not answer within {_settings.ConnectTimeout.TotalSeconds:0.#} s; see whether the network and the firewalls let workers reach each other's data ports (taskmanager.host, taskmanager.data.port)");
            socket.Connect(address.Host, address.Port);
            Sockets.Prepare(socket, _settings.SilenceTimeout);
            var secured = Sockets.SecureClient(socket, transport, _settings.Tls, address.Host);
            Hello(Verdict.None, address.Id).Write(secured);
            return (Greeting.Read(secured), secured);
        }
        catch (Exception e)
        {
            transport.Dispose();
            if (called.Reason is { } reason)
            {
                // What the socket says of having been closed tells nobody anything.
                throw new FlinkException(reason, e);
            }

            throw;
        }
        finally
        {
            _called.Remove(called);
        }
    }

    private Greeting Hello(Verdict verdict, string addressee) =>
        new(Greeting.CurrentProtocol, Product, verdict, _incarnation, Address, addressee);

    // This thread reads, a new one sends.
    private void Serve(TcpPeer peer, Transport transport)
    {
        LogConnected(peer.Link.Peer);
        peer.Link.Outgoing.Sink = transport.Sink;
        Start($"flink-net-send-{peer.Link.Peer.Id}", () => Send(peer, transport));
        try
        {
            var reader = new FrameReader(transport);
            while (reader.ReadFrame(peer.Link))
            {
            }

            Fail(peer, "the other side closed the connection");
        }
        catch (Exception e)
        {
            Fail(peer, e is ProtocolException ? e.Message : $"receiving failed, {Reason(e)}", e);
        }
    }

    private void Send(TcpPeer peer, Transport transport)
    {
        try
        {
            var empty = new Queue<Frame>();
            while (peer.Link.Outgoing.Take(empty, waits: true) is { } frames)
            {
                transport.Write(frames, Pool);
                empty = frames;
            }

            // The link failed, perhaps before it knew this connection: the thread that reads must not wait for ever.
            transport.Dispose();
        }
        catch (Exception e)
        {
            Fail(peer, $"sending failed, {Reason(e)}", e);
        }
    }

    private string Reason(Exception e) => e.GetBaseException() is SocketException { SocketErrorCode: SocketError.TimedOut }
        ? $"{e.Message}: nothing was acknowledged for {_settings.SilenceTimeout.TotalSeconds:0.#} s ({ClusterOptions.HeartbeatTimeout.Key}), so the network between the two or the other host is down"
        : e.Message;

    private void Fail(TcpPeer peer, string reason, Exception? cause = null)
    {
        Transport? transport;
        bool isShutdown;
        lock (_gate)
        {
            transport = peer.Transport;
            isShutdown = _isDisposed;
        }

        if (peer.Link.Fail(reason, cause) && !isShutdown)
        {
            LogLost(peer.Link.Peer, reason);
        }

        transport?.Dispose();
        lock (_gate)
        {
            if (_peers.GetValueOrDefault(peer.Link.Peer.Id) == peer)
            {
                _peers.Remove(peer.Link.Peer.Id);
            }

            Monitor.PulseAll(_gate);
        }
    }

    private ITimer Deadline(Newcomer newcomer, string reason) =>
        _clock.CreateTimer(_ => newcomer.CutOff(reason), null, _settings.ConnectTimeout, Timeout.InfiniteTimeSpan);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The connection with {Peer} is made.")]
    private partial void LogConnected(PeerAddress peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection with {Peer} is lost: {Reason}.")]
    private partial void LogLost(PeerAddress peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A caller from {Caller} at the data port was turned away. {Reason}")]
    private partial void LogCallerRefused(string caller, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A caller from {Caller}, worker {Worker} of product {Product} with version {Protocol} of the exchange, was told {Verdict}.")]
    private partial void LogNotWelcome(string caller, string worker, string product, int protocol, Verdict verdict);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection to the data port could not be taken.")]
    private partial void LogAcceptFailed(Exception exception);
}
