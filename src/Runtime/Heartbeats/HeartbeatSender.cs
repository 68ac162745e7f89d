using Flink.Runtime.Rpc;

namespace Flink.Runtime.Heartbeats;

/// <summary>Asks an endpoint's peers for a sign of life each interval, carries payloads both ways, and notices when none comes.</summary>
/// <typeparam name="TKey">What stands for a peer.</typeparam>
/// <typeparam name="TReply">The payload that comes back.</typeparam>
/// <remarks>The peer answers the request like any other, and takes it for a sign of life itself: <see cref="HeartbeatMonitor{TKey}.Alive"/>.</remarks>
/// <param name="endpoint">Who asks.</param>
/// <param name="settings">The rhythm.</param>
/// <param name="lost">A peer is lost, and why, in words.</param>
/// <param name="request">The request to a peer, with the payload for it.</param>
/// <param name="received">What came back; only from peers that are still watched.</param>
public sealed class HeartbeatSender<TKey, TReply>(
    RpcEndpoint endpoint,
    HeartbeatSettings settings,
    Action<TKey, string> lost,
    Func<TKey, Request<TReply>> request,
    Action<TKey, TReply> received) : HeartbeatMonitor<TKey>(endpoint, settings, lost)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Peer> _peers = [];

    /// <summary>Begins to ask a peer, at once and then each interval; at a second call through another connection.</summary>
    public void Watch(TKey key, Peer peer)
    {
        _peers[key] = peer;
        Watch(key);
    }

    private protected override void Beginning(TKey peer) => IntervalPassed(peer);

    private protected override void IntervalPassed(TKey peer) => Ask(peer, _peers[peer]);

    private protected override void Ended(TKey peer) => _peers.Remove(peer);

    // Void: what the receiver of a payload throws is the endpoint's failure, like that of a message.
    private async void Ask(TKey key, Peer peer)
    {
        try
        {
            var reply = await peer.AskAsync(request(key), Settings.Timeout);
            if (IsCurrent(key, peer))
            {
                Alive(key);
                received(key, reply);
            }
        }
        catch (RpcTimeoutException)
        {
            // The watch notices the silence, with the time that it has lasted.
        }
        catch (RpcException e)
        {
            if (IsCurrent(key, peer))
            {
                Undelivered(key, e.Message);
            }
        }
    }

    private bool IsCurrent(TKey key, Peer peer) => _peers.GetValueOrDefault(key) == peer;
}
