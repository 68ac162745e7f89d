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
    // Sorted by when they came: what is lost first is the same in each replay.
    private readonly OrderedDictionary<TKey, Watched> _watched = [];
    private IDisposable? _timer;

    private protected HeartbeatSettings Settings => settings;

    /// <summary>Peers that are watched.</summary>
    public IEnumerable<TKey> Keys => _watched.Keys;

    /// <summary>Begins to watch a peer; at a second call its time begins anew.</summary>
    public void Watch(TKey peer)
    {
        _watched[peer] = new Watched(Now);
        Beginning(peer);
        _timer ??= endpoint.After(settings.Interval, Look);
    }

    /// <summary>A peer has given a sign of life; nothing happens for one that is not watched.</summary>
    public void Alive(TKey peer)
    {
        if (_watched.TryGetValue(peer, out var watched))
        {
            watched.LastSign = Now;
            watched.Undelivered = 0;
        }
    }

    /// <summary>A heartbeat could not be delivered.</summary>
    public void Undelivered(TKey peer, string reason)
    {
        if (_watched.TryGetValue(peer, out var watched)
            && ++watched.Undelivered >= settings.MaxUndelivered
            && settings.MaxUndelivered >= 0)
        {
            Lose(peer, $"cannot be reached ({watched.Undelivered} heartbeats could not be delivered: {reason})");
        }
    }

    /// <summary>Does not watch a peer any more.</summary>
    public void Forget(TKey peer)
    {
        if (_watched.Remove(peer))
        {
            Ended(peer);
        }
    }

    /// <summary>Watches nobody any more.</summary>
    public void Clear()
    {
        foreach (var peer in _watched.Keys)
        {
            Ended(peer);
        }

        _watched.Clear();
        _timer?.Dispose();
        _timer = null;
    }

    /// <summary>When a peer gave its last sign of life; null for one that is not watched.</summary>
    public TimeSpan? SilenceOf(TKey peer) =>
        _watched.TryGetValue(peer, out var watched) ? endpoint.Clock.GetElapsedTime(watched.LastSign) : null;

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
        TKey[] peers = [.. _watched.Keys];
        foreach (var peer in peers)
        {
            // What one leads to may end the watch of another.
            if (_watched.ContainsKey(peer))
            {
                IntervalPassed(peer);
            }
        }

        if (_watched.Count == 0)
        {
            return;
        }

        // Between two intervals somebody's time may run out: it is lost then, and not up to an interval later.
        var soonest = settings.Timeout - _watched.Keys.Max(peer => SilenceOf(peer)!.Value);
        if (soonest < settings.Interval)
        {
            endpoint.After(soonest, LoseSilent);
        }

        _timer ??= endpoint.After(settings.Interval, Look);
    }

    private void LoseSilent()
    {
        TKey[] peers = [.. _watched.Keys];
        foreach (var peer in peers)
        {
            if (SilenceOf(peer) is { } silence && silence >= settings.Timeout)
            {
                Lose(peer, $"has given no sign of life for {silence.TotalSeconds:0.#} s (heartbeat.timeout is {settings.Timeout.TotalSeconds:0.#} s)");
            }
        }
    }

    private void Lose(TKey peer, string reason)
    {
        Forget(peer);
        lost(peer, reason);
    }

    private sealed class Watched(long lastSign)
    {
        public long LastSign { get; set; } = lastSign;

        public int Undelivered { get; set; }
    }
}
