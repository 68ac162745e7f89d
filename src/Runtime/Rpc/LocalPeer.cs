namespace Flink.Runtime.Rpc;

/// <summary>Reaches an endpoint of the same process: messages are handed over as objects.</summary>
internal sealed class LocalPeer : Peer
{
    private readonly LocalEndpoint? _endpoint;
    private readonly EndpointAddress _sender;
    private readonly TimeProvider _clock;
    private readonly Sender _teller;
    private readonly TaskCompletionSource<RpcException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<RpcException>? _whenGone;
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Connects.</summary>
    /// <param name="address">Of the endpoint.</param>
    /// <param name="token">The term that is meant.</param>
    /// <param name="sender">In whose name.</param>
    /// <param name="endpoint">The endpoint; null when there is none of that name.</param>
    /// <param name="clock">Measures time-outs.</param>
    /// <param name="whenGone">Runs, on the thread that finds out, when there is no such endpoint (any more).</param>
    public LocalPeer(
        EndpointAddress address,
        FencingToken token,
        EndpointAddress sender,
        LocalEndpoint? endpoint,
        TimeProvider clock,
        Action<RpcException>? whenGone = null)
    {
        _whenGone = whenGone;
        Address = address;
        Token = token;
        _sender = sender;
        _endpoint = endpoint;
        _clock = clock;
        _teller = new Sender(sender, CancellationToken.None);
        if (endpoint is null)
        {
            HasGone(RpcSystem.NoEndpoint(address));
        }

        endpoint?.Watch(this);
    }

    /// <summary>Its place among those that watch the endpoint, which guards it; null when it does not (any more).</summary>
    public LinkedListNode<LocalPeer>? Place { get; set; }

    public override EndpointAddress Address { get; }

    public override FencingToken Token { get; }

    public override Task<RpcException> Closed => _closed.Task;

    public override void Tell(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!_closing.IsCancellationRequested)
        {
            _endpoint?.Endpoint.Receive(message, Token, _teller, null);
        }
    }

    public override Task<TReply> AskAsync<TReply>(Request<TReply> request, TimeSpan timeout, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_endpoint is null || _closing.IsCancellationRequested)
        {
            return Task.FromException<TReply>(_endpoint is null ? RpcSystem.NoEndpoint(Address) : RpcSystem.Closed(Address));
        }

        var pending = new PendingReply<TReply>(Address, request, timeout);
        Ask(request, pending.GaveUp, pending);
        pending.Wait(_clock, cancellation, _closing.Token);
        return pending.Task;
    }

    public override void Close()
    {
        _endpoint?.Forget(this);
        _closing.Cancel();
    }

    /// <summary>Asks without waiting for the answer here; for a caller at the other end of a link.</summary>
    internal void Ask(Message request, CancellationToken cancelled, IReply reply)
    {
        if (_endpoint is null)
        {
            reply.Fail(RpcError.Of(RpcSystem.NoEndpoint(Address)));
            return;
        }

        _endpoint.Endpoint.Receive(request, Token, new Sender(_sender, cancelled), reply);
    }

    internal void HasGone(RpcException reason)
    {
        if (_closed.TrySetResult(reason))
        {
            _whenGone?.Invoke(reason);
        }
    }
}
