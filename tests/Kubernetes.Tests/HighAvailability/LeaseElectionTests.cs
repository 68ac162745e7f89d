using Flink.Kubernetes.HighAvailability;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Rpc;

namespace Flink.Kubernetes.Tests.HighAvailability;

public sealed class LeaseElectionTests : IDisposable
{
    private const string Key = "checkpoints.1";

    private readonly LeaseWorld _world = new(new Random(1));
    private readonly List<LeaseContender> _all = [];

    public void Dispose() => _world.Dispose();

    [Fact]
    public void First_one_leads_and_the_second_waits_without_a_call()
    {
        var (first, second) = (Start(), Start());
        var calls = second.Api.Calls;
        Pass(120);
        Assert.Equal(["granted 1"], first.Events);
        Assert.Empty(second.Events);
        Assert.Equal(calls, second.Api.Calls);
    }

    [Fact]
    public void Leader_makes_one_call_for_each_renewal_and_no_other()
    {
        var only = Start();
        Pass(2);
        var calls = only.Api.Calls;
        Pass(100);
        Assert.Equal(20, only.Api.Calls - calls);
    }

    [Fact]
    public void Dead_leader_is_replaced_after_its_lease()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        first.Kill();
        Pass(10);
        Assert.Empty(second.Events);
        Pass(6);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public async Task Leader_that_gives_way_is_replaced_at_once()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        var stopped = first.Services.Election.StopAsync();
        _world.RunAll();
        await stopped;
        Assert.Equal(["granted 1", "revoked 1"], first.Events);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void Write_that_comes_between_at_the_begin_of_a_term_is_no_error_and_the_term_begins_a_little_later()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        var disturbed = 0;
        _world.Objects.MapIsWritten = name =>
        {
            _world.Objects.MapIsWritten = null;
            disturbed++;
            _world.Objects.Write(_world.Objects.Map(name)!);
        };

        first.Kill();
        Pass(30);

        Assert.Equal(1, disturbed);
        Assert.Equal(["granted 2"], second.Events);
        Assert.Contains(second.Log, static line => line.Contains("tries again", StringComparison.Ordinal));
        Assert.DoesNotContain(second.Log, static line => line.Contains("nobody leads", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lease_is_released_also_when_the_answer_to_the_last_renewal_was_lost()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        first.Api.LosesAnswers = true;
        Pass(5);
        first.Api.LosesAnswers = false;
        var stopped = first.Services.Election.StopAsync();
        _world.RunAll();
        await stopped;
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void Leader_that_cannot_reach_the_API_stops_before_another_begins()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        first.CanReach = false;
        Pass(10);
        Assert.Equal(["granted 1", "revoked 1"], first.Events);
        Assert.Empty(second.Events);
        Pass(6);
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void Leader_goes_on_in_a_new_term_with_what_it_knew_when_the_API_was_away_for_all()
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
    public void Write_waits_while_the_API_is_away_for_less_than_the_deadline()
    {
        var only = Start();
        Pass(3);
        only.CanReach = false;
        var write = _world.Write(only.Leading!, 1, BitConverter.GetBytes(8));
        Pass(5);
        Assert.False(write.IsCompleted);
        only.CanReach = true;
        Pass(3);
        Assert.True(write.IsCompletedSuccessfully);
        Assert.Equal(["granted 1"], only.Events);
    }

    [Fact]
    public void Leader_that_slept_learns_at_its_next_write_that_it_was_replaced()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        Put(first, 1);
        second.Clock.Advance(TimeSpan.FromSeconds(15));
        _world.RunAll();
        Assert.Equal(["granted 2"], second.Events);
        var write = _world.Write(first.Granted[0], 1, BitConverter.GetBytes(2));
        _world.RunAll();
        var lost = Assert.IsType<LeadershipLostException>(write.Exception!.InnerException);
        Assert.False(lost.MayBeDone);
        Assert.Equal(1, Get(second.Granted[0]));
        Assert.Equal(["granted 1", "revoked 1"], first.Events);
    }

    [Fact]
    public void Process_in_the_container_of_a_dead_leader_does_not_wait_for_its_lease()
    {
        var first = Start(pod: "jm-1");
        Pass(3);
        first.Kill();
        Assert.Equal(["granted 2"], Start(pod: "jm-1").Events);
    }

    [Fact]
    public void Lease_that_people_delete_or_label_costs_no_leader()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        Put(first, 4);
        var labelled = _world.Objects.Lease!;
        _world.Objects.Write(labelled with { Metadata = labelled.Metadata with { Labels = new Dictionary<string, string> { ["team"] = "x" } } });
        Pass(10);
        Assert.Equal(["granted 1"], first.Events);
        Assert.Equal("x", _world.Objects.Lease!.Metadata.Labels["team"]);

        // Whoever makes the next one leads, and all is there.
        _world.Objects.Delete(_world.Objects.Lease!);
        Pass(10);
        var leader = Assert.Single(_all, static contender => contender.Leading is not null);
        Assert.Equal(4, Get(leader.Leading!));
        Assert.Equal(2, first.Events.Count(static text => text.StartsWith("granted", StringComparison.Ordinal)) + second.Events.Count(static text => text.StartsWith("granted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Removed_data_is_gone_and_only_the_leader_may_remove_it()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        Put(first, 5, 70_000);
        first.Kill();
        Pass(20);
        var stale = first.Services.RemoveDataAsync(first.Granted[0]);
        _world.RunAll();
        Assert.True(stale.IsFaulted);
        var removed = second.Services.RemoveDataAsync(second.Granted[0]);
        while (!removed.IsCompleted)
        {
            // It goes on elsewhere between its steps.
            _world.RunAll();
            await Task.Yield();
        }

        await removed;
        Assert.Empty(_world.Objects.Names);
        Assert.Null(_world.Objects.Lease);
        Assert.Empty(_world.Storage.Names);
        Assert.Equal(["granted 2", "revoked 2"], second.Events);
    }

    [Fact]
    public void What_earlier_terms_wrote_does_not_pile_up()
    {
        for (var i = 0; i < 5; i++)
        {
            var leader = Start();
            Pass(16);
            Put(leader, i, 70_000);
            var removed = _world.Write(leader.Leading!, 2, BitConverter.GetBytes(i));
            _world.RunAll();
            Assert.True(removed.IsCompletedSuccessfully);
            leader.Kill();
        }

        // As one leaves it who dies between the two steps of a first checkpoint.
        var leftover = _world.Objects.Map("c-2-config-map")!;
        _world.Objects.Write(leftover with { Metadata = leftover.Metadata with { Name = "c-9-config-map", Uid = null, ResourceVersion = null } });
        Start();
        Pass(16);
        Assert.Equal(["c-1-config-map", "c-2-config-map", "c-cluster-config-map"], _world.Objects.Names);
        Assert.Single(_world.Storage.Names);
    }

    [Fact]
    public void Config_map_that_was_deleted_is_named_and_nobody_leads_without_it()
    {
        var first = Start();
        Pass(3);
        Put(first, 1);
        _world.Objects.Lose("c-1-config-map");
        first.Kill();
        var second = Start();
        Pass(40);
        Assert.Empty(second.Events);
        Assert.Contains(second.Log, static text => text.Contains("'c-1-config-map'", StringComparison.Ordinal));
    }

    [Fact]
    public void Damaged_record_is_named_and_nobody_leads_over_it()
    {
        var first = Start();
        Pass(3);
        Put(first, 1);
        var map = _world.Objects.Map("c-cluster-config-map")!;
        _world.Objects.Write(map with { Data = new Dictionary<string, string> { [Key] = "what" } });
        first.Kill();
        var second = Start();
        Pass(40);
        Assert.Empty(second.Events);
        Assert.Contains(second.Log, static text => text.Contains($"'{Key}' in the config map 'c-cluster-config-map' is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void Followers_learn_where_the_leader_is_and_that_another_took_over()
    {
        var (first, second) = (Start(), Start());
        Pass(1);
        Publish(first);
        var known = new List<LeaderAddress?>();
        using var watch = second.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add);
        _world.RunAll();
        first.Kill();
        Pass(20);
        Publish(second);
        Assert.Equal([null, AddressOf(first), null, AddressOf(second)], known);
    }

    [Fact]
    public void Followers_learn_that_the_leader_gave_way()
    {
        var first = Start();
        Publish(first);
        var known = new List<LeaderAddress?>();
        using var watch = first.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add);
        _ = first.Services.Election.StopAsync();
        _world.RunAll();
        Assert.Equal([null, AddressOf(first), null], known);
    }

    [Fact]
    public void Ended_watch_is_not_called()
    {
        var first = Start();
        var known = new List<LeaderAddress?>();
        first.Services.Retrieval.Watch(LeaderComponents.ResourceManager, known.Add).Dispose();
        Publish(first);
        Assert.Equal([null], known);
    }

    [Fact]
    public void Address_that_could_not_be_written_is_written_with_the_next_renewal()
    {
        var only = Start();
        only.CanReach = false;
        Publish(only);
        Assert.Empty(LeaseContent.Addresses(_world.Objects.Lease!));
        only.CanReach = true;
        Pass(6);
        Assert.Equal(AddressOf(only), LeaseContent.Addresses(_world.Objects.Lease!)[LeaderComponents.ResourceManager]);
    }

    private static LeaderAddress AddressOf(LeaseContender contender) =>
        new(new EndpointAddress($"jm-{contender.Granted[0].Epoch}:6123", LeaderComponents.ResourceManager), contender.Granted[0].Token);

    private LeaseContender Start(string? pod = null)
    {
        var contender = _world.Start(_all.Count + 1, pod: pod);
        _all.Add(contender);
        _world.RunAll();
        return contender;
    }

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            foreach (var contender in _all)
            {
                contender.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            _world.RunAll();
        }
    }

    private void Publish(LeaseContender leader)
    {
        var published = leader.Leading!.PublishAsync(LeaderComponents.ResourceManager, AddressOf(leader));
        _world.RunAll();
        Assert.True(published.IsCompletedSuccessfully);
    }

    private void Put(LeaseContender leader, int value, int length = sizeof(int))
    {
        var bytes = new byte[length];
        BitConverter.TryWriteBytes(bytes, value);
        var write = _world.Write(leader.Leading!, 1, bytes);
        _world.RunAll();
        Assert.True(write.IsCompletedSuccessfully);
    }

    private int Get(LeaderSession session)
    {
        var read = _world.Read(session, 1);
        _world.RunAll();
        return BitConverter.ToInt32(read.Result!.Value.Span);
    }
}
