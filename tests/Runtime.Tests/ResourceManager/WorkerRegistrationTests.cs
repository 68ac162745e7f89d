using Flink.Runtime.Slots;
using Flink.Runtime.Tests.Slots;

namespace Flink.Runtime.Tests.ResourceManager;

public sealed class WorkerRegistrationTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(60);
    private readonly SlotCluster _cluster = new();

    [Fact]
    public void Worker_that_leaves_is_told_to_the_masters_that_it_worked_for_and_replaced_by_another()
    {
        _cluster.StartResourceManager();
        var worker = _cluster.StartWorker("a");
        var master = _cluster.StartMaster(1);
        master.Declare(2);
        _cluster.Pass(Moment);
        _cluster.StartWorker("b");
        var other = _cluster.StartMaster(2);

        _cluster.Stop(worker);
        _cluster.Pass(Moment);

        Assert.Equal(["a"], master.Lost);
        Assert.Empty(other.Lost);
        Assert.Equal(["b", "b"], master.Workers);
    }

    [Fact]
    public void Second_process_with_the_id_of_one_that_lives_is_refused_and_ends_with_what_to_do()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");

        _cluster.StartWorker("a", endpoint: "copy");

        Assert.Null(_cluster.Process("a").Failure);
        Assert.Contains("Give each worker a taskmanager.resource-id of its own", _cluster.Process("copy").Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_that_replaces_a_dead_one_with_the_same_id_is_welcome()
    {
        _cluster.StartResourceManager();
        var first = _cluster.StartWorker("a");
        _cluster.Stop(first);
        var master = _cluster.StartMaster(1);
        master.Declare(2);
        _cluster.Pass(Moment);
        Assert.Empty(master.Workers);

        _cluster.StartWorker("a", endpoint: "again");
        _cluster.Pass(Moment);

        Assert.Null(_cluster.Process("again").Failure);
        Assert.Equal(["a", "a"], master.Workers);
    }

    [Fact]
    public void Worker_finds_a_ResourceManager_that_starts_later()
    {
        _cluster.StartResourceManager();
        _cluster.StopResourceManager();
        var worker = _cluster.StartWorker("a");
        _cluster.Pass(TimeSpan.FromSeconds(3));
        _cluster.StartResourceManager();
        worker.Follow(_cluster.ResourceManagerAddress, _cluster.Term);
        var master = _cluster.StartMaster(1);
        master.Declare(1);
        _cluster.Pass(Moment);

        Assert.Equal(["a"], master.Workers);
    }

    [Fact]
    public void Worker_without_a_ResourceManager_for_too_long_ends_and_says_where_it_looked()
    {
        _cluster.StartResourceManager();
        _cluster.StopResourceManager();
        _cluster.StartWorker("a");
        _cluster.Pass(TimeSpan.FromMinutes(4));
        Assert.Null(_cluster.Process("a").Failure);

        _cluster.Pass(TimeSpan.FromMinutes(2));

        Assert.Contains("could not register within 300 s at the ResourceManager at local/resourcemanager", _cluster.Process("a").Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_ResourceManager_learns_what_jobs_hold_and_hands_out_only_the_rest()
    {
        _cluster.StartResourceManager();
        var worker = _cluster.StartWorker("a", slots: 3);
        var master = _cluster.StartMaster(1);
        master.Declare(2);
        _cluster.Pass(Moment);

        _cluster.StopResourceManager();
        _cluster.StartResourceManager();
        worker.Follow(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.Settle();
        var other = _cluster.StartMaster(2);
        other.Declare(3);
        _cluster.Pass(Moment);

        Assert.Equal(["a", "a"], master.Workers);
        Assert.Equal(["a"], other.Workers);
    }

    [Fact]
    public void Idle_worker_with_too_many_loaded_programs_asks_for_a_fresh_process_and_a_busy_one_waits()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var master = _cluster.StartMaster(1);
        master.Declare(2);
        _cluster.Pass(Moment);
        _cluster.Process("a").LoadedPrograms = 51;
        Assert.False(_cluster.Process("a").IsRecycled);

        master.GiveBackAll();
        master.EndJob();
        _cluster.Settle();

        Assert.True(_cluster.Process("a").IsRecycled);
    }
}
