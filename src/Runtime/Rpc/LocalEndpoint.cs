namespace Flink.Runtime.Rpc;

/// <summary>An endpoint of this process as its peers know it: itself, and the notice of its end.</summary>
internal sealed class LocalEndpoint(RpcEndpoint endpoint)
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<LocalPeer> _peers = [];
    private RpcException? _reason;

    public RpcEndpoint Endpoint => endpoint;

    public Task Gone => _gone.Task;

    public void Watch(LocalPeer peer)
    {
        lock (_peers)
        {
            if (_reason is null)
            {
                _peers.Add(peer);
                return;
            }
        }

        peer.HasGone(_reason);
    }

    public void Forget(LocalPeer peer)
    {
        lock (_peers)
        {
            _peers.Remove(peer);
        }
    }

    public void HasGone(RpcException reason)
    {
        LocalPeer[] peers;
        lock (_peers)
        {
            _reason = reason;
            peers = [.. _peers];
            _peers.Clear();
        }

        foreach (var peer in peers)
        {
            peer.HasGone(reason);
        }

        _gone.TrySetResult();
    }
}
