using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Network.Remote;

/// <summary>The receiving ends that tasks of this process wait with, and the openings that came before their receiver was there.</summary>
/// <param name="clock">Says how long an opening has waited.</param>
/// <param name="patience">How long it waits before it is refused.</param>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class InputRegistry(TimeProvider clock, TimeSpan patience) : IDisposable
{
    /// <summary>Openings that may wait, of all connections together.</summary>
    public const int MostWaiting = 1 << 16;

    private readonly object _gate = new();
    private readonly Dictionary<ChannelId, Entry> _receivers = [];
    private readonly LinkedList<Waiting> _waiting = new();
    private readonly Dictionary<ChannelId, LinkedListNode<Waiting>> _byChannel = [];
    private ITimer? _timer;

    /// <summary>Openings that wait for their receiver.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Receivers of tasks that have not ended.</summary>
    public int ReceiverCount
    {
        get
        {
            lock (_gate)
            {
                return _receivers.Count;
            }
        }
    }

    /// <summary>Adds a receiver; before its task runs.</summary>
    public void Register(RemoteReceiver receiver)
    {
        Waiting? waiting;
        lock (_gate)
        {
            _receivers.Add(receiver.Id, new Entry(receiver));
            waiting = RemoveWaiting(receiver.Id);
        }

        if (waiting is not null)
        {
            Opened(waiting.Link, waiting.Number, new OpenMessage(receiver.Id, waiting.Format));
        }
    }

    /// <summary>Takes a receiver away: its task has ended.</summary>
    public void Unregister(RemoteReceiver receiver)
    {
        PeerLink? link = null;
        lock (_gate)
        {
            if (_receivers.Remove(receiver.Id, out var entry))
            {
                link = entry.Link;
            }
        }

        link?.Unbind(receiver);
    }

    /// <summary>The other worker opens a channel.</summary>
    /// <exception cref="ProtocolException">It has opened too many that nobody waits for.</exception>
    public void Opened(PeerLink link, uint number, OpenMessage message)
    {
        Entry? entry;
        string? refusal;
        lock (_gate)
        {
            if (!_receivers.TryGetValue(message.Channel, out entry))
            {
                Wait(link, number, message);
                return;
            }

            refusal = entry.Link is not null ? "it is open already"
                : entry.Receiver.Format != message.Format
                    ? $"the sender writes records of type {entry.Receiver.RecordType} in another way than the receiver reads them: both workers need the same version of the program"
                : null;
            if (refusal is null)
            {
                entry.Link = link;
            }
        }

        if (refusal is null)
        {
            link.Bind(number, entry.Receiver);
        }
        else
        {
            link.Refuse(number, refusal);
        }
    }

    /// <summary>The other worker gives up a channel that it opened.</summary>
    public void Closed(PeerLink link, uint number)
    {
        lock (_gate)
        {
            for (var node = _waiting.First; node is not null; node = node.Next)
            {
                if (node.Value.Link == link && node.Value.Number == number)
                {
                    RemoveWaiting(node.Value.Channel);
                    return;
                }
            }
        }
    }

    /// <summary>Forgets what waits for a connection that is no more.</summary>
    public void Forget(PeerLink link)
    {
        lock (_gate)
        {
            for (var node = _waiting.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Link == link)
                {
                    RemoveWaiting(node.Value.Channel);
                }

                node = next;
            }
        }
    }

    /// <summary>Ends the timer.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Wait(PeerLink link, uint number, OpenMessage message)
    {
        if (_waiting.Count >= MostWaiting)
        {
            throw new ProtocolException($"{_waiting.Count} channels were opened that no task waits for");
        }

        if (_byChannel.ContainsKey(message.Channel))
        {
            throw new ProtocolException($"the channel {message.Channel} was opened twice");
        }

        var waiting = new Waiting(link, number, message.Channel, message.Format, clock.GetTimestamp());
        _byChannel.Add(message.Channel, _waiting.AddLast(waiting));
        _timer ??= clock.CreateTimer(static registry => ((InputRegistry)registry!).RefuseLate(), this, patience, Timeout.InfiniteTimeSpan);
    }

    private Waiting? RemoveWaiting(ChannelId channel)
    {
        if (!_byChannel.Remove(channel, out var node))
        {
            return null;
        }

        _waiting.Remove(node);
        return node.Value;
    }

    private void RefuseLate()
    {
        var late = new List<Waiting>();
        lock (_gate)
        {
            while (_waiting.First?.Value is { } first && clock.GetElapsedTime(first.Since) >= patience)
            {
                late.Add(first);
                RemoveWaiting(first.Channel);
            }

            _timer?.Dispose();
            _timer = _waiting.First is { } next
                ? clock.CreateTimer(static registry => ((InputRegistry)registry!).RefuseLate(), this, patience - clock.GetElapsedTime(next.Value.Since), Timeout.InfiniteTimeSpan)
                : null;
        }

        foreach (var waiting in late)
        {
            waiting.Link.Refuse(waiting.Number, $"no task has asked for it within {patience.TotalSeconds:0.#} s; the receiving task was not deployed or has ended");
        }
    }

    private sealed class Entry(RemoteReceiver receiver)
    {
        public RemoteReceiver Receiver => receiver;

        public PeerLink? Link { get; set; }
    }

    private sealed record Waiting(PeerLink Link, uint Number, ChannelId Channel, ulong Format, long Since);
}
