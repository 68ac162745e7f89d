using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Rpc;

public sealed class LinkTableTests
{
    private readonly LinkTable _links = new();
    private readonly InProcessRpc _system = new(new SteppedScheduler(new FakeTimeProvider()), "master");

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public void The_end_of_a_link_looks_at_no_link_to_another_process(int processes)
    {
        var compared = 0;
        var links = Enumerable.Range(0, processes).Select(number => new CountingLink(_system, $"worker-{number}", () => compared++)).ToArray();
        Array.ForEach(links, _links.Adopt);
        compared = 0;
        foreach (var link in links.Reverse())
        {
            _links.Remove(link);
        }

        Assert.InRange(compared, 0, 2 * processes);
    }

    [Fact]
    public void A_stop_fails_every_link_that_is_alive_and_no_other()
    {
        var (gone, first, second) = (Link("a"), Link("a"), Link("b"));
        _links.Adopt(gone);
        _links.Remove(gone);
        _links.Adopt(first);
        _links.Adopt(second);
        _links.Stop(new EndpointUnreachableException("it stops"));
        Assert.Null(gone.Failure);
        Assert.Equal("it stops", first.Failure?.Message);
        Assert.Equal("it stops", second.Failure?.Message);
    }

    private CountingLink Link(string remote) => new(_system, remote, static () => { });

    private sealed class CountingLink(RpcSystem system, string remote, Action compared) : RpcLink(system, remote, isIncoming: true, "1")
    {
        public override bool Equals(object? obj)
        {
            compared();
            return ReferenceEquals(this, obj);
        }

        public override int GetHashCode() => 1;

        protected override void Failed()
        {
        }

        protected override void Send(Frame frame)
        {
        }
    }
}
