using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Flink.Runtime.Tests.Slots;

namespace Flink.Runtime.Tests.ResourceManager;

public sealed class SlotAssignmentTests
{
    // Longer than two times slotmanager.requirement-check.delay: nothing is being gathered any more.
    private static readonly TimeSpan CheckDelay = TimeSpan.FromMilliseconds(120);
    private readonly SlotCluster _cluster = new();

    [Fact]
    public void Job_gets_the_slots_that_it_declares_at_once_and_no_more()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        _cluster.StartWorker("b");
        var master = _cluster.StartMaster(1);
        _cluster.Pass(CheckDelay);

        master.Declare(3);
        _cluster.Settle();

        Assert.Equal(["a", "a", "b"], master.Workers);
    }

    [Fact]
    public void Slots_are_spread_evenly_when_asked_for()
    {
        _cluster.StartResourceManager(new ResourceManagerSettings { SpreadsEvenly = true });
        _cluster.StartWorker("a", slots: 4);
        _cluster.StartWorker("b", slots: 4);
        _cluster.StartWorker("c", slots: 4);
        var first = _cluster.StartMaster(1);
        var second = _cluster.StartMaster(2);
        _cluster.Pass(CheckDelay);

        first.Declare(4);
        _cluster.Pass(CheckDelay);
        second.Declare(5);
        _cluster.Pass(CheckDelay);

        Assert.Equal(["a", "a", "b", "c"], first.Workers);
        Assert.Equal(["a", "b", "b", "c", "c"], second.Workers);
    }

    [Fact]
    public void Worker_that_comes_later_gives_what_is_still_missing()
    {
        _cluster.StartResourceManager();
        var master = _cluster.StartMaster(1);
        master.Declare(3);
        _cluster.StartWorker("a");
        _cluster.Pass(CheckDelay);
        Assert.Equal(["a", "a"], master.Workers);

        _cluster.StartWorker("b");
        _cluster.Pass(CheckDelay);
        Assert.Equal(["a", "a", "b"], master.Workers);
    }

    [Fact]
    public void Slots_of_a_size_of_their_own_are_cut_from_the_room_that_is_left()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a", slots: 2, total: new ResourceProfile(2, 200));
        var master = _cluster.StartMaster(1);
        var large = new ResourceProfile(1.5m, 150);
        var small = new ResourceProfile(0.25m, 25);

        master.Declare(new ResourceRequirement(large, 1), new ResourceRequirement(small, 2));
        _cluster.Pass(CheckDelay);

        Assert.Equal([large, small, small], master.Profiles);
    }

    [Fact]
    public void Freed_slots_go_to_the_job_that_waits()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var first = _cluster.StartMaster(1);
        var second = _cluster.StartMaster(2);
        first.Declare(2);
        _cluster.Pass(CheckDelay);
        second.Declare(2);
        _cluster.Pass(CheckDelay);
        Assert.Empty(second.Workers);

        first.Declare();
        first.GiveBackAll();
        _cluster.Pass(CheckDelay);

        Assert.Equal(["a", "a"], second.Workers);
    }

    [Fact]
    public void Job_that_ends_keeps_the_next_one_not_waiting()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var first = _cluster.StartMaster(1);
        var second = _cluster.StartMaster(2);
        first.Declare(2);
        _cluster.Pass(CheckDelay);

        first.Declare();
        first.GiveBackAll();
        first.EndJob();
        _cluster.Settle();
        second.Declare(2);
        _cluster.Settle();

        Assert.Equal(["a", "a"], second.Workers);
    }

    [Fact]
    public void Slot_that_the_master_does_not_want_is_free_again()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var picky = _cluster.StartMaster(1);
        picky.Wanted = 1;
        picky.Declare(2);
        _cluster.Settle();
        picky.Declare(1);
        var other = _cluster.StartMaster(2);
        other.Declare(1);
        _cluster.Pass(CheckDelay);

        Assert.Equal(["a"], picky.Workers);
        Assert.Equal(["a"], other.Workers);
    }

    [Fact]
    public void Missing_slots_are_told_after_the_start_up_time_and_from_then_on_at_once()
    {
        _cluster.StartResourceManager(new ResourceManagerSettings { StartUpTime = TimeSpan.FromMinutes(1) });
        _cluster.StartWorker("a");
        var early = _cluster.StartMaster(1);
        early.Declare(5);
        _cluster.Pass(TimeSpan.FromSeconds(50));
        Assert.Empty(early.Refusals);

        _cluster.Pass(TimeSpan.FromSeconds(11));
        Assert.StartsWith("3 slots are missing: 1 TaskManagers are registered with 2 slots, 0 of them free.", Assert.Single(early.Refusals), StringComparison.Ordinal);

        var late = _cluster.StartMaster(2);
        late.Declare(1);
        _cluster.Pass(CheckDelay);
        Assert.StartsWith("1 slot is missing", late.Refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Declaration_of_a_master_that_was_replaced_is_refused()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var old = _cluster.StartMaster(1, endpoint: "old");
        var current = _cluster.StartMaster(1, endpoint: "current");

        old.Declare(2);
        _cluster.Pass(CheckDelay);

        Assert.Contains("is not registered", old.Declared!.Exception!.InnerException!.Message, StringComparison.Ordinal);
        Assert.Empty(current.Workers);
        Assert.Empty(old.Workers);
    }

    [Fact]
    public void Slots_of_a_lost_master_go_to_its_successor_without_a_new_declaration()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var old = _cluster.StartMaster(1, endpoint: "old");
        old.Declare(2);
        _cluster.Pass(CheckDelay);

        _cluster.Stop(old);
        var current = _cluster.StartMaster(1, endpoint: "current");
        _cluster.Pass(CheckDelay);

        Assert.Equal(["a", "a"], current.Workers);
    }

    [Fact]
    public void Job_that_has_ended_leaves_all_its_slots()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var ended = _cluster.StartMaster(1);
        ended.Declare(2);
        _cluster.Pass(CheckDelay);
        ended.GiveBackAll();
        ended.EndJob();
        var next = _cluster.StartMaster(2);
        next.Declare(2);
        _cluster.Pass(CheckDelay);

        Assert.Equal(["a", "a"], next.Workers);
    }

    [Fact]
    public void Job_without_a_master_for_too_long_is_forgotten_and_its_slots_are_free()
    {
        _cluster.StartResourceManager(new ResourceManagerSettings { JobTimeout = TimeSpan.FromMinutes(5) });
        _cluster.StartWorker("a");
        var lost = _cluster.StartMaster(1);
        lost.Declare(2);
        _cluster.Pass(CheckDelay);
        _cluster.Stop(lost);
        _cluster.Pass(TimeSpan.FromMinutes(6));

        var successor = _cluster.StartMaster(1, endpoint: "successor");
        _cluster.Pass(CheckDelay);

        Assert.Empty(successor.Workers);
    }
}
