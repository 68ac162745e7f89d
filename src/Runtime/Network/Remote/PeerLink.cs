using System.Text;
using Flink.Core;
using Flink.Runtime.Network.Wire;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network.Remote;

/// <summary>What goes over the connection to one other worker: the channels in both directions, and the frames that wait to be sent.</summary>
/// <remarks>
/// Knows no sockets: something reads frames into <see cref="Receive"/> on one thread and sends what is <see cref="Outgoing"/>. It
/// may be used before there is a connection; without credit nothing but openings waits here. Safe for concurrent use, except
/// where it says otherwise.
/// </remarks>
internal sealed class PeerLink(PeerAddress peer, InputRegistry inputs, BufferPool pool) : IFrameSink
{
    private readonly object _gate = new();
    private readonly Dictionary<uint, RemoteSender> _senders = [];
    private readonly Dictionary<uint, RemoteReceiver?> _receivers = [];
    private uint _opened;
    private ConnectionLostException? _failure;

    /// <summary>The other worker.</summary>
    public PeerAddress Peer => peer;

    /// <summary>Whether nothing goes through any longer.</summary>
    public bool HasFailed => Volatile.Read(ref _failure) is not null;

    /// <summary>What goes to the other worker; ends when the link fails.</summary>
    public OutgoingFrames Outgoing { get; } = new(pool);

    /// <summary>Opens a channel to the other worker.</summary>
    public void Open(RemoteSender sender)
    {
        ConnectionLostException? failure;
        lock (_gate)
        {
            sender.Attach(this, _opened++);
            failure = _failure;
            if (failure is null)
            {
                _senders.Add(sender.Number, sender);
            }
        }

        if (failure is null)
        {
            Outgoing.Add(new OpenMessage(sender.Id, sender.Format).Write(new FrameBuffer(pool), sender.Number));
        }
        else
        {
            sender.Fail(FailureOf(sender.Id, failure));
        }
    }

    /// <summary>Forgets a channel to the other worker, and tells it when the channel has not ended.</summary>
    public void Close(RemoteSender sender)
    {
        lock (_gate)
        {
            if (!_senders.Remove(sender.Number))
            {
                return;
            }
        }

        if (!sender.HasEnded)
        {
            Outgoing.Add(Empty(FrameKind.Close, sender.Number));
        }
    }

    /// <summary>Connects a channel that the other worker opened with its receiver.</summary>
    public void Bind(uint number, RemoteReceiver receiver)
    {
        receiver.Attach(this, number);
        ConnectionLostException? failure;
        lock (_gate)
        {
            failure = _failure;
            if (failure is null && !_receivers.TryAdd(number, receiver))
            {
                throw new ProtocolException($"two channels were opened with the number {number}");
            }
        }

        if (failure is null)
        {
            receiver.Begin();
        }
        else
        {
            receiver.Fail(FailureOf(receiver.Id, failure));
        }
    }

    /// <summary>Forgets a receiver: what still comes for it is dropped.</summary>
    public void Unbind(RemoteReceiver receiver)
    {
        lock (_gate)
        {
            if (_receivers.TryGetValue(receiver.Number, out var bound) && bound == receiver)
            {
                _receivers[receiver.Number] = null;
            }
        }
    }

    /// <summary>Tells the sender of a channel that it may send more.</summary>
    public void SendCredit(uint number, int batches, int elements) => Outgoing.Add(Empty(FrameKind.Credit, number, batches, elements));

    /// <summary>Tells the sender of a channel that nobody wants it.</summary>
    public void Refuse(uint number, string reason)
    {
        var buffer = new FrameBuffer(pool);
        var bytes = Encoding.UTF8.GetBytes(reason);
        buffer.Begin(bytes.Length);
        bytes.CopyTo(buffer.GetSpan(bytes.Length));
        buffer.Advance(bytes.Length);
        Outgoing.Add(buffer.End(FrameKind.Refuse, number));
    }

    /// <summary>Fails every channel in both directions; the first reason counts.</summary>
    /// <returns>False when the link had failed before.</returns>
    public bool Fail(string reason, Exception? cause = null)
    {
        RemoteSender[] senders;
        RemoteReceiver?[] receivers;
        ConnectionLostException failure;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return false;
            }

            failure = new ConnectionLostException(peer, null, reason, cause);
            Volatile.Write(ref _failure, failure);
            senders = [.. _senders.OrderBy(entry => entry.Key).Select(entry => entry.Value)];
            receivers = [.. _receivers.OrderBy(entry => entry.Key).Select(entry => entry.Value)];
            _senders.Clear();
            _receivers.Clear();
        }

        Outgoing.Close();
        inputs.Forget(this);
        foreach (var receiver in receivers)
        {
            receiver?.Fail(FailureOf(receiver.Id, failure));
        }

        foreach (var sender in senders)
        {
            sender.Fail(FailureOf(sender.Id, failure));
        }

        return true;
    }

    /// <inheritdoc/>
    public byte[] BufferFor(in FrameHeader header)
    {
        if (header.Kind != FrameKind.Batch)
        {
            return pool.Rent(header.Length);
        }

        return ReceiverOf(in header)?.BufferFor(header.Length) ?? pool.Rent(header.Length);
    }

    /// <inheritdoc/>
    /// <remarks>On the one thread that reads the connection.</remarks>
    public void Receive(in FrameHeader header, byte[] payload)
    {
        switch (header.Kind)
        {
            case FrameKind.Batch:
                ReceiveBatch(in header, payload);
                return;
            case FrameKind.Open:
                inputs.Opened(this, header.Channel, OpenMessage.Read(payload.AsSpan(0, header.Length)));
                break;
            case FrameKind.Credit:
                SenderOf(in header)?.Grant(header.Count, header.RawLength);
                break;
            case FrameKind.Refuse when SenderOf(in header) is { } sender:
                sender.Fail(new ConnectionLostException(peer, sender.Id, $"it was refused, {Encoding.UTF8.GetString(payload, 0, header.Length)}"));
                break;
            case FrameKind.Refuse:
                break;
            case FrameKind.Close:
                GiveUp(header.Channel);
                break;
            default:
                ReceiveSignal(in header, payload);
                break;
        }

        pool.Return(payload);
    }

    private static ConnectionLostException FailureOf(ChannelId channel, ConnectionLostException failure) =>
        new(failure.Peer, channel, failure.Reason, failure.InnerException);

    private Frame Empty(FrameKind kind, uint number, int count = 0, int rawLength = 0)
    {
        var buffer = pool.Rent(FrameHeader.Size);
        FrameHeader.Empty(kind, number, count, rawLength).Write(buffer);
        return new Frame(buffer, FrameHeader.Size);
    }

    private void ReceiveBatch(in FrameHeader header, byte[] payload)
    {
        if (ReceiverOf(in header) is { } receiver)
        {
            receiver.Arrive(new InboundFrame(in header, payload));
        }
        else
        {
            pool.Return(payload);
        }
    }

    private void ReceiveSignal(in FrameHeader header, byte[] payload)
    {
        var signal = Signals.Read(in header, payload.AsSpan(0, header.Length));
        var receiver = ReceiverOf(in header);
        receiver?.Arrive(signal);
        if (header.Kind == FrameKind.EndOfInput)
        {
            Remove(header.Channel);
        }
    }

    private RemoteSender? SenderOf(in FrameHeader header)
    {
        lock (_gate)
        {
            return _senders.TryGetValue(header.Channel, out var sender) ? sender
                : header.Channel < _opened ? null
                : throw new ProtocolException($"a {header.Kind} frame names channel {header.Channel}, which nobody opened");
        }
    }

    private RemoteReceiver? ReceiverOf(in FrameHeader header)
    {
        lock (_gate)
        {
            return _receivers.TryGetValue(header.Channel, out var receiver) ? receiver : throw Unknown(in header);
        }
    }

    // One that was refused is closed too when its task ends, and nobody here knows it any longer.
    private void GiveUp(uint number)
    {
        Remove(number);
        inputs.Closed(this, number);
    }

    private void Remove(uint number)
    {
        lock (_gate)
        {
            _receivers.Remove(number);
        }
    }

    private static ProtocolException Unknown(in FrameHeader header) =>
        new($"a {header.Kind} frame came for channel {header.Channel}, which was not opened, is refused or has ended");
}
