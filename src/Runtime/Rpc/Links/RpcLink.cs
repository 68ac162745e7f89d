using Flink.Core;

namespace Flink.Runtime.Rpc.Links;

/// <summary>One end of the connection between two processes: it multiplexes all peers and requests between them.</summary>
/// <remarks>
/// The transport calls <see cref="Receive"/> for one frame after the other, and <see cref="Fail"/> once, when nothing comes any
/// more. Sending may happen on any thread; frames of one peer must stay in order.
/// </remarks>
/// <param name="system">This process.</param>
/// <param name="remote">Address of the process at the other end.</param>
/// <param name="isIncoming">Whether the other process dialled.</param>
/// <param name="incarnation">Which process of that address it is; empty before it has said so.</param>
public abstract class RpcLink(RpcSystem system, string remote, bool isIncoming, string incarnation)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, RemotePeer> _outgoing = [];
    private readonly Dictionary<long, LocalPeer> _incoming = [];
    private readonly Dictionary<long, IReply> _asked = [];
    private readonly Dictionary<long, CancellationTokenSource> _answering = [];
    private RpcException? _failure;
    private long _lastPeer;
    private long _lastRequest;

    /// <summary>Address of the process at the other end.</summary>
    public string Remote => remote;

    /// <summary>Whether the other process dialled.</summary>
    public bool IsIncoming => isIncoming;

    /// <summary>Which process of that address it is; empty before it has said so.</summary>
    public string Incarnation { get; set; } = incarnation;

    /// <summary>Completes, never as failed, when the connection is made or cannot be.</summary>
    public virtual Task Connected => Task.CompletedTask;

    /// <summary>Why nothing comes or goes any more; null while the link is alive, or is still being made.</summary>
    public RpcException? Failure
    {
        get
        {
            lock (_gate)
            {
                return _failure;
            }
        }
    }

    /// <summary>Peers that either side has opened and neither has closed.</summary>
    internal int PeerCount
    {
        get
        {
            lock (_gate)
            {
                return _outgoing.Count + _incoming.Count;
            }
        }
    }

    /// <summary>Opens a peer over this link; closed from the start when the link has failed.</summary>
    public Peer Open(EndpointAddress target, FencingToken token, EndpointAddress sender)
    {
        RemotePeer peer;
        lock (_gate)
        {
            peer = new RemotePeer(this, ++_lastPeer, target, token, system.Clock);
            if (_failure is { } failure)
            {
                peer.HasGone(failure);
                return peer;
            }

            _outgoing.Add(peer.Number, peer);
        }

        Send(new OpenFrame(peer.Number, target.Name, sender.Name, token));
        return peer;
    }

    /// <summary>A frame has come.</summary>
    public void Receive(Frame frame)
    {
        switch (frame)
        {
            case OpenFrame open:
                OpenIncoming(open);
                break;
            case TellFrame tell:
                Incoming(tell.Peer)?.Tell(tell.Message);
                break;
            case AskFrame ask:
                Answer(ask);
                break;
            case ReplyFrame reply:
                TakeAsked(reply.Request)?.Succeed(reply.Value);
                break;
            case FailureFrame failure:
                TakeAsked(failure.Request)?.Fail(failure.Error);
                break;
            case CancelFrame cancel:
                TakeAnswering(cancel.Request)?.Cancel();
                break;
            case CloseFrame close:
                Take(_incoming, close.Peer)?.Close();
                break;
            case GoneFrame gone:
                Take(_outgoing, gone.Peer)?.HasGone(new EndpointUnreachableException(gone.Reason));
                break;
            default:
                throw new ArgumentException($"{frame.GetType()} is no frame of this protocol.", nameof(frame));
        }
    }

    /// <summary>The connection is gone, or could not be made; the first call counts.</summary>
    public void Fail(RpcException reason)
    {
        RemotePeer[] outgoing;
        LocalPeer[] incoming;
        IReply[] asked;
        CancellationTokenSource[] answering;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = reason;
            outgoing = TakeAll(_outgoing);
            incoming = TakeAll(_incoming);
            asked = TakeAll(_asked);
            answering = TakeAll(_answering);
        }

        Array.ForEach(asked, reply => reply.Fail(RpcError.Of(reason)));
        Array.ForEach(outgoing, peer => peer.HasGone(reason));
        Array.ForEach(answering, cancellation => cancellation.Cancel());
        Array.ForEach(incoming, peer => peer.Close());
        Failed();
    }

    /// <summary>The link has failed: the transport lets go of its connection.</summary>
    protected abstract void Failed();

    /// <summary>Sends a frame, or drops it when the link has failed.</summary>
    /// <exception cref="FlinkException">The frame's message cannot be sent: it has no name, cannot be serialized, or is too large.</exception>
    protected abstract void Send(Frame frame);

    internal void Tell(RemotePeer peer, Message message) => Send(new TellFrame(peer.Number, message));

    internal void Ask(RemotePeer peer, Message message, IReply reply, CancellationToken gaveUp)
    {
        long number;
        lock (_gate)
        {
            if (_failure is { } failure)
            {
                reply.Fail(RpcError.Of(failure));
                return;
            }

            number = ++_lastRequest;
            _asked.Add(number, reply);
        }

        try
        {
            Send(new AskFrame(peer.Number, number, message));
        }
        catch
        {
            TakeAsked(number);
            throw;
        }

        gaveUp.UnsafeRegister(
            static state =>
            {
                var (link, number) = ((RpcLink, long))state!;
                if (link.TakeAsked(number) is not null)
                {
                    link.Send(new CancelFrame(number));
                }
            },
            (this, number));
    }

    internal void Close(RemotePeer peer)
    {
        if (Take(_outgoing, peer.Number) is not null)
        {
            Send(new CloseFrame(peer.Number));
        }
    }

    private void OpenIncoming(OpenFrame open)
    {
        var address = new EndpointAddress(system.Address, open.Target);
        var sender = new EndpointAddress(remote, open.Sender);
        var peer = new LocalPeer(address, open.Token, sender, system.Find(open.Target), system.Clock, reason =>
        {
            // The caller will not close what has gone, and a link outlives many endpoints.
            Take(_incoming, open.Peer);
            Send(new GoneFrame(open.Peer, reason.Message));
        });
        lock (_gate)
        {
            if (_failure is null && !peer.Closed.IsCompleted && _incoming.TryAdd(open.Peer, peer))
            {
                return;
            }
        }

        peer.Close();
    }

    private void Answer(AskFrame ask)
    {
        var cancellation = new CancellationTokenSource();
        lock (_gate)
        {
            if (_failure is not null || !_answering.TryAdd(ask.Request, cancellation))
            {
                return;
            }
        }

        var reply = new LinkReply(this, ask);
        if (Incoming(ask.Peer) is { } peer)
        {
            peer.Ask(ask.Message, cancellation.Token, reply);
        }
        else
        {
            reply.Fail(RpcError.Of(new EndpointUnreachableException($"{remote} asked through a peer that it had closed, or whose endpoint has gone.")));
        }
    }

    private void Reply(AskFrame ask, Frame answer)
    {
        if (TakeAnswering(ask.Request) is null)
        {
            return;
        }

        try
        {
            Send(answer);
        }
        catch (FlinkException e)
        {
            // The answer cannot be sent, but that can.
            Send(new FailureFrame(ask.Request, RpcError.Of(e)));
        }
    }

    private LocalPeer? Incoming(long number)
    {
        lock (_gate)
        {
            return _incoming.GetValueOrDefault(number);
        }
    }

    private IReply? TakeAsked(long number) => Take(_asked, number);

    private CancellationTokenSource? TakeAnswering(long number) => Take(_answering, number);

    private TValue? Take<TValue>(Dictionary<long, TValue> from, long number)
        where TValue : class
    {
        lock (_gate)
        {
            return from.Remove(number, out var value) ? value : null;
        }
    }

    // By number: what hears of the failure first is the same in each replay.
    private static TValue[] TakeAll<TValue>(Dictionary<long, TValue> from)
    {
        TValue[] values = [.. from.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
        from.Clear();
        return values;
    }

    private sealed class LinkReply(RpcLink link, AskFrame ask) : IReply
    {
        public void Succeed(object? value) => link.Reply(ask, new ReplyFrame(ask.Request, ask.Message, value));

        public void Fail(RpcError error) => link.Reply(ask, new FailureFrame(ask.Request, error));
    }
}
