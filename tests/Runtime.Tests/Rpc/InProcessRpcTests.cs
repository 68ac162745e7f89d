using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Rpc;

public sealed class InProcessRpcTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly FencingToken Term = FencingToken.Next(new Random(1));
    private static readonly FencingToken NextTerm = FencingToken.Next(new Random(2));

    private readonly FakeTimeProvider _clock = new();
    private readonly SteppedScheduler _scheduler;
    private readonly InProcessRpc _rpc;

    public InProcessRpcTests()
    {
        _scheduler = new SteppedScheduler(_clock);
        _rpc = new InProcessRpc(_scheduler);
    }

    [Fact]
    public void Messages_and_requests_of_a_peer_are_handled_in_the_order_they_were_sent()
    {
        var (greeter, peer) = Connect();
        peer.Tell(new Greeting("a"));
        peer.Tell(new Greeting("b"));
        var count = peer.AskAsync(new GreetingCount(), Minute, TestContext.Current.CancellationToken);
        peer.Tell(new Greeting("c"));
        _scheduler.RunUntilIdle();

        Assert.Equal(["a", "b", "c"], greeter.Seen);
        Assert.Equal(2, Result(count));
    }

    [Fact]
    public void Other_messages_are_handled_while_a_handler_awaits_and_what_follows_runs_in_the_endpoint()
    {
        var (greeter, peer) = Connect();
        var answer = peer.AskAsync(new GreetLater("x"), Minute, TestContext.Current.CancellationToken);
        peer.Tell(new Greeting("between"));
        _scheduler.RunUntilIdle();
        greeter.Release();
        Assert.Equal(["before x", "between"], greeter.Seen);

        _scheduler.RunUntilIdle();
        Assert.Equal(["before x", "between", "after x"], greeter.Seen);
        Assert.Equal("hello x", Result(answer));
    }

    [Fact]
    public void Handler_that_throws_answers_with_the_error_and_goes_on()
    {
        var (_, peer) = Connect();
        var failed = peer.AskAsync(new FailWith("no slots", IsRetryable: true), Minute, TestContext.Current.CancellationToken);
        var count = peer.AskAsync(new GreetingCount(), Minute, TestContext.Current.CancellationToken);
        _scheduler.RunUntilIdle();

        var error = Assert.IsType<RemoteException>(failed.Exception!.InnerException);
        Assert.Equal("no slots", error.Message);
        Assert.True(error.IsRetryable);
        Assert.Equal("Flink.Core.FlinkException", error.ErrorType);
        Assert.Equal(0, Result(count));
    }

    [Fact]
    public void Request_without_a_handler_says_so()
    {
        var (_, peer) = Connect();
        var failed = peer.AskAsync(new NobodyHandlesThis(), Minute, TestContext.Current.CancellationToken);
        _scheduler.RunUntilIdle();

        Assert.Contains("no handler for NobodyHandlesThis", failed.Exception!.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_of_another_term_is_refused_with_both_tokens()
    {
        var (greeter, old) = Connect(Term);
        greeter.Lead(NextTerm);
        old.Tell(new Greeting("stale"));
        var failed = old.AskAsync(new GreetingCount(), Minute, TestContext.Current.CancellationToken);
        _scheduler.RunUntilIdle();

        Assert.Empty(greeter.Seen);
        var error = Assert.IsType<FencingException>(failed.Exception!.InnerException);
        Assert.Contains(Term.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(NextTerm.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoint_without_a_term_refuses_who_expects_one()
    {
        _rpc.Register(new Greeter("g"));
        var failed = _rpc.Connect(new("local", "g"), Term).AskAsync(new GreetingCount(), Minute, TestContext.Current.CancellationToken);
        _scheduler.RunUntilIdle();

        Assert.IsType<FencingException>(failed.Exception!.InnerException);
    }

    [Fact]
    public void Answer_that_does_not_come_in_time_fails_and_the_handler_is_told()
    {
        var (greeter, peer) = Connect();
        var answer = peer.AskAsync(new GreetLater("x"), Minute, TestContext.Current.CancellationToken);
        _scheduler.RunUntilIdle();
        _clock.Advance(Minute);

        Assert.IsType<RpcTimeoutException>(answer.Exception!.InnerException);
        Assert.True(greeter.LastCancellation.IsCancellationRequested);
    }

    [Fact]
    public void Cancelled_request_is_cancelled_on_both_sides()
    {
        var (greeter, peer) = Connect();
        using var cancellation = new CancellationTokenSource();
        var answer = peer.AskAsync(new GreetLater("x"), Minute, cancellation.Token);
        _scheduler.RunUntilIdle();
        cancellation.Cancel();

        Assert.True(answer.IsCanceled);
        Assert.True(greeter.LastCancellation.IsCancellationRequested);
    }

    [Fact]
    public void Unknown_endpoint_is_closed_from_the_start()
    {
        var peer = _rpc.Connect(new("local", "nobody"), FencingToken.None);
        Assert.True(peer.Closed.IsCompletedSuccessfully);
        Assert.IsType<EndpointUnreachableException>(
            peer.AskAsync(new GreetingCount(), Minute, TestContext.Current.CancellationToken).Exception!.InnerException);
    }

    [Fact]
    public void Endpoint_that_ends_closes_its_peers_and_answers_what_was_open()
    {
        var (greeter, peer) = Connect();
        var open = peer.AskAsync(new GreetLater("x"), Minute, TestContext.Current.CancellationToken);
        var ended = _rpc.UnregisterAsync(greeter);
        _scheduler.RunUntilIdle();

        Assert.True(ended.IsCompletedSuccessfully);
        Assert.True(greeter.WasStopped);
        Assert.True(peer.Closed.IsCompletedSuccessfully);
        Assert.IsType<EndpointUnreachableException>(open.Exception!.InnerException);
        Assert.IsType<EndpointUnreachableException>(
            peer.AskAsync(new GreetingCount(), Minute, TestContext.Current.CancellationToken).Exception!.InnerException);
        _rpc.Register(new Greeter("g"));
    }

    [Fact]
    public void Closing_a_peer_fails_its_requests_and_leaves_the_endpoint_alone()
    {
        var (greeter, peer) = Connect();
        var open = peer.AskAsync(new GreetLater("x"), Minute, TestContext.Current.CancellationToken);
        _scheduler.RunUntilIdle();
        peer.Close();
        peer.Tell(new Greeting("dropped"));
        _scheduler.RunUntilIdle();

        Assert.IsType<EndpointUnreachableException>(open.Exception!.InnerException);
        Assert.False(peer.Closed.IsCompleted);
        Assert.Equal(["before x"], greeter.Seen);
    }

    [Fact]
    public void Timer_runs_in_the_endpoint_unless_it_is_disposed()
    {
        var (greeter, _) = Connect();
        greeter.After(Minute, () => greeter.Seen.Add("late"));
        greeter.After(Minute, () => greeter.Seen.Add("never")).Dispose();
        _clock.Advance(Minute);
        Assert.Empty(greeter.Seen);

        _scheduler.RunUntilIdle();
        Assert.Equal(["late"], greeter.Seen);
    }

    [Fact]
    public void Two_endpoints_of_one_name_are_refused()
    {
        _rpc.Register(new Greeter("g"));
        Assert.Throws<InvalidOperationException>(() => _rpc.Register(new Greeter("g")));
    }

    [Fact]
    public void Addresses_and_tokens_survive_their_text()
    {
        var address = new EndpointAddress("[::1]:6123", "jobmaster-7");
        Assert.Equal(address, EndpointAddress.Parse(address.ToString()));
        Assert.Equal(Term, FencingToken.Parse(Term.ToString()));
        Assert.Throws<FormatException>(() => EndpointAddress.Parse("resourcemanager"));
        Assert.Throws<FormatException>(() => FencingToken.Parse("7"));
    }

    private (Greeter Greeter, Peer Peer) Connect(FencingToken token = default)
    {
        var greeter = new Greeter("g", token);
        _rpc.Register(greeter);
        return (greeter, _rpc.Connect(greeter.Address, token));
    }

    // The stepped scheduler has run everything: whatever is not done by now never will be.
    private static T Result<T>(Task<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully, task.Exception?.ToString() ?? "No answer.");
        return task.GetAwaiter().GetResult();
    }
}
