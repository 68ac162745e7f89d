using System.Globalization;
using System.Net.Sockets;
using Flink.Cluster.SlowTests.Harness;
using Flink.Core;
using Flink.Runtime.Rpc;

namespace Flink.Rpc.Grpc.Tests;

public sealed class GrpcRpcTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = Processes.Patience;
    private static readonly FencingToken Term = FencingToken.Next(new Random(1));

    private readonly Processes _processes = new();
    private GrpcRpc? _server;
    private GrpcRpc? _client;

    [Fact]
    public async Task Messages_and_requests_of_a_peer_arrive_in_the_order_they_were_sent()
    {
        var (recorder, peer) = await ConnectAsync();
        for (var i = 0; i < 1000; i++)
        {
            peer.Tell(new Note($"{i}"));
        }

        Assert.Equal(1000, await peer.AskAsync(new CountNotes(), Patience));
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal($"{i}", (await recorder.NextAsync()).Text);
        }
    }

    [Fact]
    public async Task Error_of_a_handler_arrives_without_its_stack()
    {
        var (_, peer) = await ConnectAsync();
        var error = await Assert.ThrowsAsync<RemoteException>(() => peer.AskAsync(new Fail("no slots"), Patience));
        Assert.Equal("no slots", error.Message);
        Assert.Equal(typeof(FlinkException).FullName, error.ErrorType);
        Assert.True(error.IsRetryable);
        Assert.DoesNotContain(nameof(Recorder), error.ToString().Split("   at ")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_of_another_term_is_refused()
    {
        var (recorder, _) = await ConnectAsync(Term);
        var client = await _processes.StartAsync();
        var stale = client.Connect(recorder.Address, FencingToken.Next(new Random(2)));
        Assert.Contains(Term.ToString(), (await Assert.ThrowsAsync<FencingException>(() => stale.AskAsync(new CountNotes(), Patience))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_that_is_not_there_closes_the_peer()
    {
        var server = await _processes.StartAsync();
        var client = await _processes.StartAsync();
        var peer = client.Connect(new(server.Address, "nobody"), FencingToken.None);
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => peer.AskAsync(new CountNotes(), Patience));
        Assert.Contains("nobody", (await peer.Closed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_that_ends_closes_the_peer_and_leaves_others_alone()
    {
        var server = await _processes.StartAsync();
        var client = await _processes.StartAsync();
        var ending = new Recorder("ending");
        server.Register(ending);
        server.Register(new Recorder("staying"));
        var peer = client.Connect(ending.Address, FencingToken.None);
        var other = client.Connect(new(server.Address, "staying"), FencingToken.None);
        await peer.AskAsync(new CountNotes(), Patience);
        var open = peer.AskAsync(new NeverAnswered(), Patience);
        await ending.AskedForNothing;

        await server.UnregisterAsync(ending);
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => open);
        await peer.Closed;
        Assert.Equal(0, await other.AskAsync(new CountNotes(), Patience));
    }

    [Fact]
    public async Task Process_that_ends_fails_requests_and_is_named()
    {
        var (recorder, peer) = await ConnectAsync();
        var open = peer.AskAsync(new NeverAnswered(), Patience);
        await recorder.AskedForNothing;
        await _server!.DisposeAsync();

        await Assert.ThrowsAsync<EndpointUnreachableException>(() => open);
        Assert.Contains(recorder.Address.Process, (await peer.Closed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_learns_that_its_caller_is_gone()
    {
        var (recorder, peer) = await ConnectAsync();
        var open = peer.AskAsync(new NeverAnswered(), Patience);
        var cancelled = await recorder.AskedForNothing;
        var noticed = new TaskCompletionSource();
        await using var _ = cancelled.Register(noticed.SetResult);
        await _client!.DisposeAsync();

        await noticed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => open);
    }

    [Fact]
    public async Task Handler_learns_that_its_caller_gave_up()
    {
        var (recorder, peer) = await ConnectAsync();
        using var cancellation = new CancellationTokenSource();
        var open = peer.AskAsync(new NeverAnswered(), Patience, cancellation.Token);
        var cancelled = await recorder.AskedForNothing;
        var noticed = new TaskCompletionSource();
        await using var _ = cancelled.Register(noticed.SetResult);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open);
        await noticed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Answer_that_does_not_come_in_time_fails()
    {
        var (_, peer) = await ConnectAsync();
        await peer.AskAsync(new CountNotes(), Patience);
        await Assert.ThrowsAsync<RpcTimeoutException>(() => peer.AskAsync(new NeverAnswered(), TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public async Task Worker_that_nobody_can_dial_is_reached_over_the_stream_it_opened()
    {
        var master = await _processes.StartAsync();
        var registry = new Recorder("registry");
        master.Register(registry);
        var worker = await _processes.StartAsync(Processes.Loopback with { Host = "worker.invalid", AdvertisedPort = 1 });
        var executor = new Recorder("executor");
        worker.Register(executor);
        worker.Connect(registry.Address, FencingToken.None, "executor").Tell(new Note("here"));

        var (_, sender) = await registry.NextAsync();
        Assert.Equal(executor.Address, sender);
        master.Connect(sender, FencingToken.None, "registry").Tell(new Note("welcome"));
        Assert.Equal(("welcome", registry.Address), await executor.NextAsync());
    }

    [Fact]
    public async Task Process_that_waits_to_be_dialled_answers_whoever_comes_first_and_all_others()
    {
        var waiting = _processes.StartSeldomDialled();
        var recorder = new Recorder("r");
        waiting.Register(recorder);
        var clients = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _processes.StartAsync()));

        var answers = await Task.WhenAll(clients.Select(client => client.Connect(recorder.Address, FencingToken.None).AskAsync(new CountNotes(), Patience)));
        Assert.Equal([0, 0, 0], answers);
        var later = await _processes.StartAsync();
        Assert.Equal(0, await later.Connect(recorder.Address, FencingToken.None).AskAsync(new CountNotes(), Patience));
    }

    [Fact]
    public async Task Process_that_waits_to_be_dialled_outlives_who_connects_and_says_nothing()
    {
        var waiting = _processes.StartSeldomDialled();
        var recorder = new Recorder("r");
        waiting.Register(recorder);
        using (var prober = new TcpClient())
        {
            var (host, port) = (waiting.Address.Split(':')[0], int.Parse(waiting.Address.Split(':')[1], CultureInfo.InvariantCulture));
            await prober.ConnectAsync(host, port, TestContext.Current.CancellationToken);
        }

        var client = await _processes.StartAsync();
        Assert.Equal(0, await client.Connect(recorder.Address, FencingToken.None).AskAsync(new CountNotes(), Patience));
    }

    [Fact]
    public async Task Process_that_was_never_dialled_frees_its_port()
    {
        var options = Processes.Loopback with { Ports = $"{FreePorts.Take()}" };
        var waiting = _processes.StartSeldomDialled(options);
        await waiting.DisposeAsync();
        Assert.Equal(waiting.Address, (await _processes.StartAsync(options)).Address);
    }

    [Fact]
    public async Task Two_processes_that_dial_each_other_at_once_both_arrive()
    {
        var a = await _processes.StartAsync();
        var b = await _processes.StartAsync();
        var recorders = new[] { new Recorder("r"), new Recorder("r") };
        a.Register(recorders[0]);
        b.Register(recorders[1]);
        var toB = a.Connect(recorders[1].Address, FencingToken.None);
        var toA = b.Connect(recorders[0].Address, FencingToken.None);
        var asked = new[] { toA.AskAsync(new CountNotes(), Patience), toB.AskAsync(new CountNotes(), Patience) };

        await Task.WhenAll(asked);
        Assert.Equal(0, await a.Connect(recorders[1].Address, FencingToken.None).AskAsync(new CountNotes(), Patience));
        Assert.False(toA.Closed.IsCompleted);
        Assert.False(toB.Closed.IsCompleted);
    }

    [Fact]
    public async Task Process_that_cannot_be_reached_closes_the_peer_with_the_reason()
    {
        var gone = await _processes.StartAsync();
        var address = gone.Address;
        await gone.DisposeAsync();
        var client = await _processes.StartAsync();
        var peer = client.Connect(new(address, "anybody"), FencingToken.None);

        await Assert.ThrowsAsync<EndpointUnreachableException>(() => peer.AskAsync(new CountNotes(), Patience));
        Assert.Contains(address, (await peer.Closed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_that_came_back_is_reached_by_a_new_peer()
    {
        // One that nobody gets by chance between the two.
        var options = Processes.Loopback with { Ports = $"{FreePorts.Take()}" };
        var first = await _processes.StartAsync(options);
        var address = first.Address;
        first.Register(new Recorder("r"));
        var client = await _processes.StartAsync();
        var peer = client.Connect(new(address, "r"), FencingToken.None);
        await peer.AskAsync(new CountNotes(), Patience);
        await first.DisposeAsync();
        await peer.Closed;

        var second = await _processes.StartAsync(options);
        second.Register(new Recorder("r"));
        Assert.Equal(address, second.Address);
        Assert.Equal(0, await client.Connect(new(address, "r"), FencingToken.None).AskAsync(new CountNotes(), Patience));
    }

    [Fact]
    public async Task Message_above_the_bound_fails_at_its_sender_and_the_connection_stays()
    {
        var (_, peer) = await ConnectAsync(options: Processes.Loopback with { MaxMessageBytes = 100_000 });
        var error = await Assert.ThrowsAsync<FlinkException>(() => peer.AskAsync(new Echo(new byte[200_000], 1), Patience));
        Assert.Contains("pekko.framesize", error.Message, StringComparison.Ordinal);

        var remote = await Assert.ThrowsAsync<RemoteException>(() => peer.AskAsync(new Echo(new byte[60_000], 2), Patience));
        Assert.Contains("pekko.framesize", remote.Message, StringComparison.Ordinal);
        Assert.Equal(90_000, (await peer.AskAsync(new Echo(new byte[90_000], 1), Patience)).Length);
        Assert.False(peer.Closed.IsCompleted);
    }

    [Fact]
    public async Task Message_without_a_name_is_refused_at_its_sender()
    {
        var (_, peer) = await ConnectAsync();
        var error = await Assert.ThrowsAsync<FlinkException>(() => peer.AskAsync(new Unregistered(), Patience));
        Assert.Contains(nameof(Unregistered), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_that_the_other_side_does_not_know_is_answered_with_an_error()
    {
        var server = await _processes.StartAsync();
        server.Register(new Recorder("r"));
        var client = await _processes.StartAsync(messages: Recorder.Messages.AddRequest<Unregistered, Acknowledge>("test.new"));
        var peer = client.Connect(new(server.Address, "r"), FencingToken.None);

        var error = await Assert.ThrowsAsync<RemoteException>(() => peer.AskAsync(new Unregistered(), Patience));
        Assert.Contains("test.new", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await peer.AskAsync(new CountNotes(), Patience));
    }

    [Fact]
    public async Task Port_that_is_taken_is_passed_over_or_named()
    {
        var first = await _processes.StartAsync();
        var port = first.Address.Split(':')[1];
        var error = await Assert.ThrowsAsync<FlinkException>(() => _processes.StartAsync(Processes.Loopback with { Ports = port }));
        Assert.Contains(port, error.Message, StringComparison.Ordinal);
        Assert.NotEqual(first.Address, (await _processes.StartAsync(Processes.Loopback with { Ports = port + ",0" })).Address);
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _processes.DisposeAsync();

    private async Task<(Recorder Recorder, Peer Peer)> ConnectAsync(FencingToken token = default, GrpcRpcOptions? options = null)
    {
        _server = await _processes.StartAsync(options);
        var recorder = new Recorder("r", token);
        _server.Register(recorder);
        _client = await _processes.StartAsync(options);
        return (recorder, _client.Connect(recorder.Address, token));
    }
}
