using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Rpc;

public sealed class RpcLinkTests
{
    private readonly SteppedScheduler _scheduler = new(new FakeTimeProvider());
    private readonly InProcessRpc _server;
    private readonly WiredLink _caller;
    private readonly WiredLink _callee;

    public RpcLinkTests()
    {
        _server = new InProcessRpc(_scheduler, "server");
        _caller = new WiredLink(new InProcessRpc(_scheduler, "client"), "server", isIncoming: false);
        _callee = new WiredLink(_server, "client", isIncoming: true);
        (_caller.Other, _callee.Other) = (_callee, _caller);
    }

    [Fact]
    public void Link_keeps_nothing_of_endpoints_that_have_gone()
    {
        var greeter = new Greeter("job");
        _server.Register(greeter);
        var peer = Open("job");
        peer.Tell(new Greeting("a"));
        _scheduler.RunUntilIdle();
        Assert.Equal(["a"], greeter.Seen);
        Assert.Equal((1, 1), (_caller.PeerCount, _callee.PeerCount));

        _ = _server.UnregisterAsync(greeter);
        _scheduler.RunUntilIdle();
        Assert.True(peer.Closed.IsCompletedSuccessfully);
        Assert.Equal((0, 0), (_caller.PeerCount, _callee.PeerCount));
    }

    [Fact]
    public void Link_keeps_nothing_of_endpoints_that_never_were()
    {
        Assert.True(Open("nobody").Closed.IsCompletedSuccessfully);
        Assert.Equal((0, 0), (_caller.PeerCount, _callee.PeerCount));
    }

    private Peer Open(string name) => _caller.Open(new EndpointAddress("server", name), FencingToken.None, new EndpointAddress("client", ""));

    private sealed class WiredLink(RpcSystem system, string remote, bool isIncoming) : RpcLink(system, remote, isIncoming, "1")
    {
        public WiredLink? Other { get; set; }

        protected override void Failed() => Other!.Fail(Failure!);

        protected override void Send(Frame frame) => Other!.Receive(frame);
    }
}
