using Flink.Runtime.Rpc;

namespace Flink.Runtime.Heartbeats;

/// <summary>Notices when an endpoint's peers have given no sign of life for too long. The side that is asked uses it alone.</summary>
/// <typeparam name="TKey">What stands for a peer.</typeparam>
/// <remarks>Belongs to the endpoint: everything happens in messages of it. Costs one timer and a look at each peer per interval.</remarks>
/// <param name="endpoint">Whose peers; registered before the first of them is watched.</param>
/// <param name="settings">The rhythm.</param>
/// <param name="lost">A peer is lost, and why, in words. It is not watched any more.</param>
public class HeartbeatMonitor<TKey>(RpcEndpoint endpoint, HeartbeatSettings settings, Action<TKey, string> lost)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Watched>> _watched = [];

    // Sorted by when they came: what is lost first is the same in each replay. (An ordered dictionary moves all that came later when one is forgotten.)
    private readonly LinkedList<Watched> _order = [];
    private IDisposable? _timer;

    private protected HeartbeatSettings Settings => settings;

    /// <summary>Peers that are watched.</summary>
    public IEnumerable<TKey> Keys => _order.Select(static watched => watched.Peer);

    /// <summary>Begins to watch a peer; at a second call its time begins anew.</summary>
    public void Watch(TKey peer)
    {
        if (_watched.TryGetValue(peer, out var place))
        {
            place.Value.Revive(Now);
        }
        else
        {
            _watched.Add(peer, _order.AddLast(new Watched(peer, Now)));
        }

        Beginning(peer);
        _timer ??= endpoint.After(settings.Interval, Look);
    }

    /// <summary>A peer has given a sign of life; nothing happens for one that is not watched.</summary>
    public void Alive(TKey peer)
    {
        if (_watched.TryGetValue(peer, out var place))
        {
            place.Value.Revive(Now);
        }
    }

    /// <summary>A heartbeat could not be delivered.</summary>
    public void Undelivered(TKey peer, string reason)
    {
        if (_watched.TryGetValue(peer, out var place)
            && ++place.Value.Undelivered >= settings.MaxUndelivered
            && settings.MaxUndelivered >= 0)
        {
            Lose(peer, $"cannot be reached ({place.Value.Undelivered} heartbeats could not be delivered: {reason})");
        }
    }

    /// <summary>Does not watch a peer any more.</summary>
    public void Forget(TKey peer)
    {
        if (_watched.Remove(peer, out var place))
        {
            _order.Remove(place);
            Ended(peer);
        }
    }

    /// <summary>Watches nobody any more.</summary>
    public void Clear()
    {
        foreach (var watched in _order)
        {
            Ended(watched.Peer);
        }

        _watched.Clear();
        _order.Clear();
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>When a peer gave its last sign of life; null for one that is not watched.</summary>
    public TimeSpan? SilenceOf(TKey peer) =>
        _watched.TryGetValue(peer, out var place) ? endpoint.Clock.GetElapsedTime(place.Value.LastSign) : null;

    /// <summary>A peer is watched from now on.</summary>
    private protected virtual void Beginning(TKey peer)
    {
    }

    /// <summary>A peer is not watched any more.</summary>
    private protected virtual void Ended(TKey peer)
    {
    }

    /// <summary>An interval has passed for a peer that is watched.</summary>
    private protected virtual void IntervalPassed(TKey peer)
    {
    }

    private long Now => endpoint.Clock.GetTimestamp();

    private void Look()
    {
        _timer = null;
        LoseSilent();
        Watched[] all = [.. _order];
        foreach (var watched in all)
        {
            // What one leads to may end the watch of another.
            if (_watched.ContainsKey(watched.Peer))
            {
                IntervalPassed(watched.Peer);
            }
        }

        if (_watched.Count == 0)
        {
            return;
        }

        // Between two intervals somebody's time may run out: it is lost then, and not up to an interval later.
        var soonest = settings.Timeout - endpoint.Clock.GetElapsedTime(_order.Min(static watched => watched.LastSign));
        if (soonest < settings.Interval)
        {
            endpoint.After(soonest, LoseSilent);
        }

        _timer ??= endpoint.After(settings.Interval, Look);
    }

    private void LoseSilent()
    {
        Watched[] silent = [.. _order.Where(watched => endpoint.Clock.GetElapsedTime(watched.LastSign) >= settings.Timeout)];
        foreach (var watched in silent)
        {
            // What the loss of one leads to may end the watch of another.
            if (SilenceOf(watched.Peer) is { } silence && silence >= settings.Timeout)
            {
                Lose(watched.Peer, $"has given no sign of life for {silence.TotalSeconds:0.#} s (heartbeat.timeout is {settings.Timeout.TotalSeconds:0.#} s)");
            }
        }
    }

    private void Lose(TKey peer, string reason)
    {
        Forget(peer);
        lost(peer, reason);
    }

    private sealed class Watched(TKey peer, long lastSign)
    {
        public TKey Peer => peer;

        public long LastSign { get; private set; } = lastSign;

        public int Undelivered { get; set; }

        public void Revive(long now)
        {
            LastSign = now;
            Undelivered = 0;
        }
    }
}
