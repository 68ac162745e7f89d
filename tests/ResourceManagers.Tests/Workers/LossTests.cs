using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.Tests.Slots;

namespace Flink.ResourceManagers.Tests.Workers;

public sealed class LossTests
{
    private readonly ElasticCluster _cluster = new();

    private ScriptedDriver Driver => _cluster.Driver;

    [Fact, Rule(25), Rule(55), Rule(24)]
    public void Worker_that_dies_is_replaced_once_and_its_jobs_hear_what_became_of_it()
    {
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "0.5");
        _cluster.Start();
        var master = _cluster.StartJob(1, 3);
        var dead = Driver.Requests[0].Id;

        Driver.Lose(dead, "exit code 137: the kernel ended it because memory ran out");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal([dead.Value], master.Lost);
        Assert.Equal(["exit code 137: the kernel ended it because memory ran out"], master.LossReasons);
        Assert.Equal(3, Driver.Requests.Count);
        Assert.Equal(3, master.Slots.Count);
        Assert.Equal(2, _cluster.Registered.Count);
    }

    [Fact]
    public void Worker_that_dies_idle_is_not_replaced()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 2);
        master.Declare();
        master.GiveBackAll();
        _cluster.Pass(ElasticCluster.Quiet);

        Driver.Lose(Driver.Requests[0].Id, "it was killed");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Single(Driver.Requests);
        Assert.Empty(_cluster.Registered);
    }

    [Fact]
    public void Workers_that_die_idle_together_are_not_replaced()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 4);
        master.Declare();
        master.GiveBackAll();
        _cluster.Pass(ElasticCluster.Quiet);

        // The second within the time in which changes are gathered, when fewer workers are needed than were declared last.
        Driver.Lose(Driver.Requests[0].Id, "it was killed");
        Driver.Lose(Driver.Requests[1].Id, "it was killed");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal(2, Driver.Requests.Count);
        Assert.Empty(_cluster.Registered);
    }

    [Fact, Rule(9), Rule(10)]
    public void Loss_that_is_told_twice_or_of_somebody_unknown_does_nothing()
    {
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "0.5");
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        var dead = Driver.Requests[0].Id;

        Driver.Lose(dead, "it was killed");
        Driver.Lose(dead, "it was killed");
        Driver.Lose("nobody", "it was killed");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Single(master.Lost);
        Assert.Equal(2, Driver.Requests.Count);
        Assert.Empty(_cluster.Fatal);
    }

    [Fact, Rule(10)]
    public void Loss_of_somebody_whom_no_answer_can_bring_is_forgotten()
    {
        _cluster.Start();
        _cluster.StartJob(1, 1);
        var next = $"cluster-taskmanager-{Driver.Term}-2";

        Driver.Lose(next, "it was killed");
        _cluster.Pass(ElasticCluster.Quiet);
        _cluster.StartJob(2, 2);

        Assert.Contains(Driver.Requests, request => request.Id.Value == next);
        Assert.Contains(next, _cluster.Registered);
        Assert.Equal(2, Driver.Requests.Count);
    }

    [Fact, Rule(26)]
    public void Worker_that_is_alive_and_silent_is_released_and_replaced()
    {
        _cluster.BootsAtOnce = false;
        _cluster.Start();
        var master = _cluster.StartMaster(1);
        master.Declare(1);
        _cluster.Pass(ElasticCluster.Quiet);
        var id = Driver.Requests[0].Id.Value;
        var worker = new MuteWorker(_cluster.Describe(id, _cluster.Template.Spec, id));
        _cluster.Rpc.Register(worker);
        worker.RegisterAt(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Equal([id], _cluster.Registered);

        worker.IsMute = true;
        _cluster.BootsAtOnce = true;
        Driver.Alive.Remove(Driver.Requests[0].Id);
        _cluster.Pass(TimeSpan.FromSeconds(70));

        Assert.Equal([id], Driver.Released);
        Assert.Equal(2, Driver.Requests.Count);
        Assert.Equal([Driver.Requests[1].Id.Value], _cluster.Registered);
    }

    [Fact, Rule(22)]
    public void Worker_that_never_registers_is_released_and_replaced_and_counts_as_no_failed_start()
    {
        _cluster.BootsAtOnce = false;
        _cluster.Set("resourcemanager.taskmanager-registration.timeout", "1 min");
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "0.5");
        _cluster.Start();
        _cluster.StartJob(1, 4);
        Assert.Equal(2, Driver.Requests.Count);
        _cluster.Boot(Driver.Requests[1].Id.Value);

        _cluster.Pass(TimeSpan.FromSeconds(61));

        Assert.Equal([Driver.Requests[0].Id.Value], Driver.Released);
        Assert.Equal(3, Driver.Requests.Count);
        Assert.DoesNotContain(_cluster.Log.Collector.GetSnapshot(), static record => record.Message.Contains("no worker is requested for", StringComparison.Ordinal));
    }

    [Fact, Rule(55)]
    public void Master_that_lost_a_connection_is_told_what_became_of_the_worker_as_soon_as_it_is_known()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        var id = Driver.Requests[0].Id;

        master.AskWhyLost(id.Value);
        _cluster.Settle();
        Assert.False(master.Explanation!.IsCompleted);
        Assert.Equal([id.Value], Driver.Suspected);
        Driver.Lose(id, "exit code 1");
        _cluster.Settle();

        Assert.Equal("exit code 1", ElasticCluster.ResultOf(master.Explanation));
        master.AskWhyLost(id.Value);
        _cluster.Settle();
        Assert.Equal("exit code 1", ElasticCluster.ResultOf(master.Explanation));
    }

    [Fact]
    public void Master_does_not_wait_long_for_what_is_not_known()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);

        master.AskWhyLost("nobody");
        _cluster.Settle();
        Assert.Null(ElasticCluster.ResultOf(master.Explanation));
        master.AskWhyLost(Driver.Requests[0].Id.Value);
        _cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Null(ElasticCluster.ResultOf(master.Explanation));
    }

    [Fact, Rule(46)]
    public void Worker_that_registers_anew_takes_the_place_of_its_earlier_registration()
    {
        _cluster.BootsAtOnce = false;
        _cluster.Start();
        _cluster.StartJob(1, 1);
        var id = Driver.Requests[0].Id.Value;
        var first = new MuteWorker(_cluster.Describe(id, _cluster.Template.Spec, id));
        _cluster.Rpc.Register(first);
        first.RegisterAt(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.Settle();
        var earlier = first.Instance;

        first.RegisterAt(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.NotEqual(earlier, first.Instance);
        Assert.Equal([id], _cluster.Registered);
        Assert.Empty(Driver.Released);

        var asker = _cluster.Rpc.Connect(_cluster.ResourceManagerAddress, _cluster.Term, "test");
        var late = asker.AskAsync(new SendSlotReport(earlier!.Value, new SlotReport(9, [])), TimeSpan.FromSeconds(1));
        _cluster.Settle();
        Assert.True(Assert.IsType<RemoteException>(late.Exception!.InnerException).Is<NotRegisteredException>());
    }
}
