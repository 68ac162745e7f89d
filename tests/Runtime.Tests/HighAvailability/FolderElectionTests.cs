using Flink.Core.Graph;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Rpc;
using Xunit;

namespace Flink.Runtime.Tests.HighAvailability;

public sealed class FolderElectionTests : IDisposable
{
    private readonly Turns _turns = new(new Random(1));
    private readonly SharedStorage _storage = new();
    private readonly List<Contestant> _all = [];

    public void Dispose() => _turns.Dispose();

    [Fact]
    public void First_one_leads_and_the_second_waits()
    {
        var (first, second) = (Start(), Start());
        Pass(30);
        Assert.Equal(["granted 1"], first.Events);
        Assert.Empty(second.Events);
    }

    [Fact]
    public void Dead_leader_is_replaced_after_its_lease()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        first.Kill();
        Pass(7);
        Assert.Empty(second.Events);
        Pass(8);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void One_that_succeeds_another_begins_at_once_and_an_old_one_that_lives_leads_no_more()
    {
        var old = Start(isSuccessor: true);
        Pass(3);
        Put(old, 7);

        var next = Start(isSuccessor: true);
        Pass(3);

        Assert.Equal(["granted 1", "revoked 1"], old.Events);
        Assert.Equal(["granted 2"], next.Events);

        // It contends as any other from then on: nobody takes a leadership away from one who renews it.
        Pass(30);
        Assert.Equal(["granted 2"], next.Events);
    }

    [Fact]
    public async Task Leader_that_gives_way_is_replaced_at_the_next_look()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        var stopped = first.Services.Election.StopAsync();
        Pass(3);
        await stopped;
        Assert.Equal(["granted 1", "revoked 1"], first.Events);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void Leader_that_cannot_reach_the_folder_stops_before_another_begins()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        first.CanReach = false;
        Pass(7);
        Assert.Equal(["granted 1", "revoked 1"], first.Events);
        Assert.Empty(second.Events);
        Pass(6);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void Leader_whom_nobody_replaced_leads_again_in_a_new_term_with_what_it_knew()
    {
        var only = Start();
        Pass(3);
        Put(only, 7);
        only.CanReach = false;
        Pass(9);
        only.CanReach = true;
        Pass(3);
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
        for (var i = 0; i < 12; i++)
        {
            second.Clock.Advance(TimeSpan.FromSeconds(1));
            _turns.RunAll();
        }

        Assert.Equal(["granted 2"], second.Events);
        var write = first.Granted[0].Jobs.PutAsync(Job, BitConverter.GetBytes(2));
        _turns.RunAll();
        var lost = Assert.IsType<LeadershipLostException>(write.Exception!.InnerException);
        Assert.False(lost.MayBeDone);
        Assert.Equal(1, Get(second.Granted[0]));
    }

    [Fact]
    public void Removed_data_is_gone_and_only_the_leader_may_remove_it()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        Put(first, 5);
        first.Kill();
        Pass(15);
        var stale = first.Services.RemoveDataAsync(first.Granted[0]);
        _turns.RunAll();
        Assert.True(stale.IsFaulted);
        var removed = second.Services.RemoveDataAsync(second.Granted[0]);
        _turns.RunAll();
        Assert.True(removed.IsCompletedSuccessfully);
        Assert.Empty(_storage.Names);
        Assert.Equal(["granted 2", "revoked 2"], second.Events);
    }

    [Fact]
    public void What_earlier_terms_wrote_does_not_pile_up()
    {
        for (var i = 0; i < 5; i++)
        {
            var leader = Start();
            Pass(14);
            Put(leader, i, new byte[30_000]);
            leader.Kill();
        }

        Start();
        Pass(14);
        Assert.Single(_storage.Names, name => name.Contains("/data/", StringComparison.Ordinal));
        Assert.Single(_storage.Names, name => name.EndsWith("/state", StringComparison.Ordinal));
    }

    [Fact]
    public void Damaged_record_is_named_and_nobody_leads_over_it()
    {
        var first = Start();
        Pass(3);
        Put(first, 1);
        var name = Assert.Single(_storage.Names, name => name.EndsWith($"job.{Job}", StringComparison.Ordinal));
        var path = Core.FileSystems.FilePath.Parse("shared://host" + name);
        var content = _storage.Read(path).ToArray();
        content[^1] ^= 1;
        _storage.Write(path, content, Core.FileSystems.CreateMode.Overwrite);
        first.Kill();
        var second = Start();
        Pass(30);
        Assert.Empty(second.Events);
    }

    [Fact]
    public void Followers_learn_where_the_leader_is_and_that_another_took_over()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        Publish(first);
        var known = new List<LeaderAddress?>();
        using var watch = second.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add);
        Pass(3);
        first.Kill();
        Pass(14);
        Publish(second);
        Pass(3);
        Assert.Equal([null, AddressOf(first), null, AddressOf(second)], known);
    }

    [Fact]
    public void Followers_learn_that_the_leader_gave_way()
    {
        var first = Start();
        Pass(3);
        Publish(first);
        var known = new List<LeaderAddress?>();
        using var watch = first.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add);
        Pass(3);
        _ = first.Services.Election.StopAsync();
        Pass(3);
        Assert.Equal([null, AddressOf(first), null], known);
    }

    [Fact]
    public void Ended_watch_is_not_called()
    {
        var first = Start();
        var known = new List<LeaderAddress?>();
        first.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add).Dispose();
        Pass(3);
        Publish(first);
        Pass(3);
        Assert.Equal([null], known);
    }

    private static JobId Job { get; } = new(new Id128(1, 2));

    private static LeaderAddress AddressOf(Contestant contestant) =>
        new(new EndpointAddress($"jm-{contestant.Granted[0].Epoch}:6123", LeaderComponents.ResourceManager), contestant.Granted[0].Token);

    private Contestant Start(bool isSuccessor = false)
    {
        var contestant = new Contestant(_storage, _turns, _all.Count + 1, isSuccessor: isSuccessor);
        _all.Add(contestant);
        contestant.Services.Election.Start(contestant);
        _turns.RunAll();
        return contestant;
    }

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            foreach (var contestant in _all)
            {
                contestant.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            _turns.RunAll();
        }
    }

    private void Publish(Contestant leader)
    {
        var published = leader.Leading!.PublishAsync(LeaderComponents.ResourceManager, AddressOf(leader));
        _turns.RunAll();
        Assert.True(published.IsCompletedSuccessfully);
    }

    private void Put(Contestant leader, int value, byte[]? room = null)
    {
        var bytes = room ?? new byte[sizeof(int)];
        BitConverter.TryWriteBytes(bytes, value);
        var write = leader.Leading!.Jobs.PutAsync(Job, bytes);
        _turns.RunAll();
        Assert.True(write.IsCompletedSuccessfully);
    }

    private int Get(LeaderSession session)
    {
        var read = session.Jobs.GetAsync(Job);
        _turns.RunAll();
        return BitConverter.ToInt32(read.Result!.Value.Span);
    }
}
