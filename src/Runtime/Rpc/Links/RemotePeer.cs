namespace Flink.Runtime.Rpc.Links;

/// <summary>Reaches an endpoint of another process over a link.</summary>
internal sealed class RemotePeer(RpcLink link, long number, EndpointAddress address, FencingToken token, TimeProvider clock) : Peer
{
    private readonly TaskCompletionSource<RpcException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();

    public long Number => number;

    public override EndpointAddress Address => address;

    public override FencingToken Token => token;

    public override Task<RpcException> Closed => _closed.Task;

    public override Task Connected => link.Connected;

    public override void Tell(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!_closing.IsCancellationRequested && !_closed.Task.IsCompleted)
        {
            link.Tell(this, message);
        }
    }

    public override Task<TReply> AskAsync<TReply>(Request<TReply> request, TimeSpan timeout, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_closing.IsCancellationRequested)
        {
            return Task.FromException<TReply>(RpcSystem.Closed(address));
        }

        if (_closed.Task.IsCompletedSuccessfully)
        {
            return Task.FromException<TReply>(RpcError.Of(_closed.Task.Result).ToException());
        }

        var pending = new PendingReply<TReply>(address, request, timeout);
        link.Ask(this, request, pending, pending.GaveUp);
        pending.Wait(clock, cancellation, _closing.Token);
        return pending.Task;
    }

    public override void Close()
    {
        _closing.Cancel();
        link.Close(this);
    }

    internal void HasGone(RpcException reason) => _closed.TrySetResult(reason);
}
