using Flink.Kubernetes.Api;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Kubernetes.Tests.Api;

public sealed class CallLimitsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_burst_is_let_through_and_then_the_rate_holds()
    {
        var limits = new CallLimits(callsPerSecond: 10, _clock);
        var calls = Enumerable.Range(0, 50).Select(_ => limits.WaitAsync(CancellationToken.None)).ToList();

        Assert.Equal(20, calls.Count(call => call.IsCompleted));
        Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(30, calls.Count(call => call.IsCompleted));
        Advance(TimeSpan.FromSeconds(2));
        Assert.All(calls, call => Assert.True(call.IsCompleted));
    }

    [Fact]
    public void A_server_that_has_too_much_to_do_is_left_alone_for_as_long_as_it_says()
    {
        var limits = new CallLimits(callsPerSecond: 100, _clock);
        limits.TooMany(TimeSpan.FromSeconds(7));
        var call = limits.WaitAsync(CancellationToken.None);

        Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(call.IsCompleted);
        Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(call.IsCompleted);
    }

    [Fact]
    public void A_pause_that_is_asked_for_while_a_call_waits_holds_for_it_too()
    {
        var limits = new CallLimits(callsPerSecond: 1, _clock);
        _ = limits.WaitAsync(CancellationToken.None);
        _ = limits.WaitAsync(CancellationToken.None);
        var third = limits.WaitAsync(CancellationToken.None);
        limits.TooMany(TimeSpan.FromSeconds(5));

        Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(third.IsCompleted);
        Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(third.IsCompleted);
    }

    [Fact]
    public void The_rate_halves_once_for_all_complaints_of_a_moment_and_comes_back_with_calls_that_go_well()
    {
        var limits = new CallLimits(callsPerSecond: 40, _clock);
        for (var i = 0; i < 5; i++)
        {
            limits.TooMany(null);
        }

        Assert.Equal(20, limits.Rate);
        Advance(TimeSpan.FromSeconds(1));
        limits.TooMany(null);
        Assert.Equal(10, limits.Rate);

        for (var i = 0; i < 20; i++)
        {
            limits.Succeeded();
        }

        Assert.InRange(limits.Rate, 20, 30);
        for (var i = 0; i < 100; i++)
        {
            limits.Succeeded();
        }

        Assert.Equal(40, limits.Rate);
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_ends()
    {
        var limits = new CallLimits(callsPerSecond: 1, _clock);
        limits.TooMany(TimeSpan.FromHours(1));
        using var cancellation = new CancellationTokenSource();
        var call = limits.WaitAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    // In steps, as timers that follow each other need it.
    private void Advance(TimeSpan time)
    {
        var step = TimeSpan.FromMilliseconds(50);
        for (; time > TimeSpan.Zero; time -= step)
        {
            _clock.Advance(time < step ? time : step);
        }
    }
}
