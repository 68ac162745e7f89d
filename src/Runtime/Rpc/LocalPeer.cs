namespace Flink.Runtime.Rpc;

/// <summary>Reaches an endpoint of the same process: messages are handed over as objects.</summary>
internal sealed class LocalPeer : Peer
{
    private readonly LocalEndpoint? _endpoint;
    private readonly EndpointAddress _sender;
    private readonly TimeProvider _clock;
    private readonly Sender _teller;
    private readonly TaskCompletionSource<RpcException> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();

    public LocalPeer(EndpointAddress address, FencingToken token, EndpointAddress sender, LocalEndpoint? endpoint, TimeProvider clock)
    {
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
            return Task.FromException<TReply>(RpcSystem.NoEndpoint(Address));
        }

        var pending = new PendingReply<TReply>(Address, request, timeout);
        _endpoint.Endpoint.Receive(request, Token, new Sender(_sender, pending.GaveUp), pending);
        pending.Wait(_clock, cancellation, _closing.Token);
        return pending.Task;
    }

    public override void Close()
    {
        _endpoint?.Forget(this);
        _closing.Cancel();
    }

    internal void HasGone(RpcException reason) => _closed.TrySetResult(reason);
}
