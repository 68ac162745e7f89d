using Flink.Kubernetes.HighAvailability;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Tests.HighAvailability;

namespace Flink.Kubernetes.Tests.HighAvailability;

public sealed class LeaseElectionTests : ElectionContract
{
    private const string Key = "checkpoints.1";

    private protected override LeaseWorld World { get; } = new(new Random(1));

    private protected override int SafeSeconds => 10;

    private protected override int TakeoverSeconds => 16;

    private protected override int NoticeSeconds => 0;

    private protected override LeaseContender Start() => Start(null);

    private protected override void AssertNothingIsLeft()
    {
        Assert.Empty(World.Objects.Names);
        Assert.Null(World.Objects.Lease);
        Assert.Empty(World.Storage.Names);
    }

    [Fact]
    public void One_that_waits_makes_no_call()
    {
        var (_, second) = (Start(), Start());
        var calls = second.Api.Calls;
        Pass(120);
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
    public void Write_that_comes_between_at_the_begin_of_a_term_is_no_error_and_the_term_begins_a_little_later()
    {
        var (first, second) = (Start(), Start());
        Pass(3);
        var disturbed = 0;
        World.Objects.MapIsWritten = name =>
        {
            World.Objects.MapIsWritten = null;
            disturbed++;
            World.Objects.Write(World.Objects.Map(name)!);
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
        World.RunAll();
        await stopped;
        Assert.Equal(["granted 2"], second.Events);
    }

    [Fact]
    public void Write_waits_while_the_API_is_away_for_less_than_the_deadline()
    {
        var only = Start();
        Pass(3);
        only.CanReach = false;
        var write = World.Write(only.Leading!, 1, BitConverter.GetBytes(8));
        Pass(5);
        Assert.False(write.IsCompleted);
        only.CanReach = true;
        Pass(3);
        Assert.True(write.IsCompletedSuccessfully);
        Assert.Equal(["granted 1"], only.Events);
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
        var labelled = World.Objects.Lease!;
        World.Objects.Write(labelled with { Metadata = labelled.Metadata with { Labels = new Dictionary<string, string> { ["team"] = "x" } } });
        Pass(10);
        Assert.Equal(["granted 1"], first.Events);
        Assert.Equal("x", World.Objects.Lease!.Metadata.Labels["team"]);

        // Whoever makes the next one leads, and all is there.
        World.Objects.Delete(World.Objects.Lease!);
        Pass(10);
        var leader = Assert.Single((LeaseContender[])[first, second], static contender => contender.Leading is not null);
        Assert.Equal(4, Get(leader.Leading!));
        Assert.Equal(2, first.Events.Count(static text => text.StartsWith("granted", StringComparison.Ordinal)) + second.Events.Count(static text => text.StartsWith("granted", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_earlier_terms_wrote_does_not_pile_up()
    {
        for (var i = 0; i < 5; i++)
        {
            var leader = Start();
            Pass(16);
            Put(leader, i, 70_000);
            var removed = World.Write(leader.Leading!, 2, BitConverter.GetBytes(i));
            World.RunAll();
            Assert.True(removed.IsCompletedSuccessfully);
            leader.Kill();
        }

        // As one leaves it who dies between the two steps of a first checkpoint.
        var leftover = World.Objects.Map("c-2-config-map")!;
        World.Objects.Write(leftover with { Metadata = leftover.Metadata with { Name = "c-9-config-map", Uid = null, ResourceVersion = null } });
        Start();
        Pass(16);
        Assert.Equal(["c-1-config-map", "c-2-config-map", "c-cluster-config-map"], World.Objects.Names);
        Assert.Single(World.Storage.Names);
    }

    [Fact]
    public void Config_map_that_was_deleted_is_named_and_nobody_leads_without_it()
    {
        var first = Start();
        Pass(3);
        Put(first, 1);
        World.Objects.Lose("c-1-config-map");
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
        var map = World.Objects.Map("c-cluster-config-map")!;
        World.Objects.Write(map with { Data = new Dictionary<string, string> { [Key] = "what" } });
        first.Kill();
        var second = Start();
        Pass(40);
        Assert.Empty(second.Events);
        Assert.Contains(second.Log, static text => text.Contains($"'{Key}' in the config map 'c-cluster-config-map' is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void Address_that_could_not_be_written_is_written_with_the_next_renewal()
    {
        var only = Start();
        only.CanReach = false;
        Publish(only);
        Assert.Empty(LeaseContent.Addresses(World.Objects.Lease!));
        only.CanReach = true;
        Pass(6);
        Assert.Equal(AddressOf(only), LeaseContent.Addresses(World.Objects.Lease!)[LeaderComponents.ResourceManager]);
    }

    private LeaseContender Start(string? pod) => Enter(World.Start(Started + 1, pod: pod));
}
