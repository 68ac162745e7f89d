using Flink.Runtime.HighAvailability;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>What everybody who leads, or looks for who does, relies on, wherever leadership is kept.</summary>
public abstract class ElectionContract : IDisposable
{
    private readonly List<Contender> _all = [];

    public void Dispose()
    {
        World.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void First_one_leads_and_the_second_waits()
    {
        var (first, second) = (Start(), Start());
        Pass(120);
        Assert.Equal(["granted 1"], first.Events);
        Assert.Empty(second.Events);
    }

    [Fact]
    public void Dead_leader_is_replaced_after_its_lease()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        first.Kill();
        Pass(SafeSeconds);
        Assert.Empty(second.Events);
        Pass(TakeoverSeconds - SafeSeconds);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public async Task Leader_that_gives_way_is_replaced_as_soon_as_another_sees_it()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        var stopped = first.Services.Election.StopAsync();
        Spread();
        await stopped;
        Assert.Equal(["granted 1", "revoked 1"], first.Events);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void Leader_that_cannot_reach_the_store_stops_before_another_begins()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        first.CanReach = false;
        Pass(SafeSeconds);
        Assert.Equal(["granted 1", "revoked 1"], first.Events);
        Assert.Empty(second.Events);
        Pass(TakeoverSeconds - SafeSeconds);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void Leader_whom_nobody_replaced_leads_again_in_a_new_term_with_what_it_knew()
    {
        var only = Start();
        Pass(3);
        Put(only, 7);
        only.CanReach = false;
        Pass(30);
        Assert.Equal(["granted 1", "revoked 1"], only.Events);
        only.CanReach = true;
        Pass(6);
        Assert.Equal(["granted 1", "revoked 1", "granted 2"], only.Events);
        Assert.NotEqual(only.Granted[0].Token, only.Granted[1].Token);
        Assert.Equal(7, Get(only.Granted[1]));
    }

    [Fact]
    public void Leader_that_slept_learns_at_its_next_write_that_it_was_replaced()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        Put(first, 1);
        Pass(TakeoverSeconds, second);
        Assert.Equal(["granted 2"], second.Events);
        var write = World.Write(first.Granted[0], 1, BitConverter.GetBytes(2));
        World.RunAll();
        var lost = Assert.IsType<LeadershipLostException>(write.Exception!.InnerException);
        Assert.False(lost.MayBeDone);
        Assert.Equal(1, Get(second.Granted[0]));
        Spread();
        Assert.Equal(["granted 1", "revoked 1"], first.Events);
    }

    [Fact]
    public async Task Removed_data_is_gone_and_only_the_leader_may_remove_it()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        Put(first, 5, 70_000);
        first.Kill();
        Pass(TakeoverSeconds);
        var stale = first.Services.RemoveDataAsync(first.Granted[0]);
        World.RunAll();
        Assert.True(stale.IsFaulted);
        var removed = second.Services.RemoveDataAsync(second.Granted[0]);
        while (!removed.IsCompleted)
        {
            // It may go on elsewhere between its steps.
            World.RunAll();
            await Task.Yield();
        }

        await removed;
        AssertNothingIsLeft();
        Assert.Equal(["granted 2", "revoked 2"], second.Events);
    }

    [Fact]
    public void Followers_learn_where_the_leader_is_and_that_another_took_over()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        Publish(first);
        var known = new List<LeaderAddress?>();
        using var watch = second.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add);
        Spread();
        first.Kill();
        Pass(TakeoverSeconds);
        Publish(second);
        Spread();
        Assert.Equal([null, AddressOf(first), null, AddressOf(second)], known);
    }

    [Fact]
    public void Followers_learn_that_the_leader_gave_way()
    {
        var first = Start();
        Spread();
        Publish(first);
        var known = new List<LeaderAddress?>();
        using var watch = first.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add);
        Spread();
        _ = first.Services.Election.StopAsync();
        Spread();
        Assert.Equal([null, AddressOf(first), null], known);
    }

    [Fact]
    public void Ended_watch_is_not_called()
    {
        var first = Start();
        var known = new List<LeaderAddress?>();
        first.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add).Dispose();
        Spread();
        Publish(first);
        Spread();
        Assert.Equal([null], known);
    }

    /// <summary>What they contend for.</summary>
    private protected abstract FencingWorld World { get; }

    /// <summary>For so long nobody replaces a leader that is gone; one that lives but reaches nothing has given up by then.</summary>
    private protected abstract int SafeSeconds { get; }

    /// <summary>By then a leader that is gone was replaced.</summary>
    private protected abstract int TakeoverSeconds { get; }

    /// <summary>After so long everybody has seen what a leader wrote; zero where they are told.</summary>
    private protected abstract int NoticeSeconds { get; }

    private protected int Started => _all.Count;

    /// <summary>Starts one more that contends.</summary>
    private protected abstract Contender Start();

    /// <summary>After the data was removed.</summary>
    private protected abstract void AssertNothingIsLeft();

    /// <summary>Adds one that contends; time passes for it from now on.</summary>
    private protected T Enter<T>(T contender)
        where T : Contender
    {
        _all.Add(contender);
        World.RunAll();
        return contender;
    }

    /// <summary>Lets time pass for all.</summary>
    private protected void Pass(int seconds) => Pass(seconds, [.. _all]);

    private protected void Put(Contender leader, int value, int length = sizeof(int))
    {
        var bytes = new byte[length];
        BitConverter.TryWriteBytes(bytes, value);
        var write = World.Write(leader.Leading!, 1, bytes);
        World.RunAll();
        Assert.True(write.IsCompletedSuccessfully);
    }

    private protected int Get(LeaderSession session)
    {
        var read = World.Read(session, 1);
        World.RunAll();
        return BitConverter.ToInt32(read.Result!.Value.Span);
    }

    private protected void Publish(Contender leader)
    {
        var published = leader.Leading!.PublishAsync(LeaderComponents.ResourceManager, AddressOf(leader));
        World.RunAll();
        Assert.True(published.IsCompletedSuccessfully);
    }

    private protected static LeaderAddress AddressOf(Contender contender) =>
        new(new EndpointAddress($"jm-{contender.Granted[0].Epoch}:6123", LeaderComponents.ResourceManager), contender.Granted[0].Token);

    private void Pass(int seconds, params ReadOnlySpan<Contender> contenders)
    {
        for (var i = 0; i < seconds; i++)
        {
            foreach (var contender in contenders)
            {
                contender.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            World.RunAll();
        }
    }

    private void Spread()
    {
        World.RunAll();
        Pass(NoticeSeconds);
    }
}
