namespace Flink.Runtime.Rpc;

/// <summary>An endpoint of this process as its peers know it: itself, and the notice of its end.</summary>
internal sealed class LocalEndpoint(RpcEndpoint endpoint)
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A peer for each worker of a cluster, each of which goes by itself: in order, so that what hears first is the same in each replay.
    private readonly LinkedList<LocalPeer> _peers = [];
    private RpcException? _reason;

    public RpcEndpoint Endpoint => endpoint;

    public Task Gone => _gone.Task;

    public void Watch(LocalPeer peer)
    {
        lock (_peers)
        {
            if (_reason is null)
            {
                peer.Place = _peers.AddLast(peer);
                return;
            }
        }

        peer.HasGone(_reason);
    }

    public void Forget(LocalPeer peer)
    {
        lock (_peers)
        {
            if (peer.Place is { } place)
            {
                peer.Place = null;
                _peers.Remove(place);
            }
        }
    }

    public void HasGone(RpcException reason)
    {
        LocalPeer[] peers;
        lock (_peers)
        {
            _reason = reason;
            peers = [.. _peers];
            foreach (var peer in peers)
            {
                peer.Place = null;
            }

            _peers.Clear();
        }

        foreach (var peer in peers)
        {
            peer.HasGone(reason);
        }

        _gone.TrySetResult();
    }
}
