using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Tests.Slots;

public sealed class IdleReleaseTests
{
    private readonly ElasticCluster _cluster = new();

    private ScriptedDriver Driver => _cluster.Driver;

    [Fact, Rule(27)]
    public void Worker_that_no_job_uses_is_released_after_the_time_and_one_that_is_used_stays()
    {
        _cluster.Start();
        var brief = _cluster.StartJob(1, 2);
        var lasting = _cluster.StartJob(2, 1);
        brief.Declare();
        brief.GiveBackAll();
        _cluster.Pass(TimeSpan.FromSeconds(29));
        Assert.Empty(Driver.Released);

        _cluster.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal([Driver.Requests[0].Id.Value], Driver.Released);
        Assert.Equal(lasting.Workers, _cluster.Registered);
    }

    [Fact, Rule(27)]
    public void Worker_that_is_used_again_in_time_stays_and_its_idle_time_begins_anew()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        master.Declare();
        master.GiveBackAll();
        _cluster.Pass(TimeSpan.FromSeconds(20));

        var second = _cluster.StartJob(2, 1);
        Assert.Single(second.Slots);
        _cluster.Pass(TimeSpan.FromMinutes(2));
        Assert.Empty(Driver.Released);
        second.Declare();
        second.GiveBackAll();
        _cluster.Pass(TimeSpan.FromSeconds(29));
        Assert.Empty(Driver.Released);
        _cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Single(Driver.Released);
    }

    [Fact, Rule(28)]
    public void Worker_that_stores_what_somebody_needs_stays_until_nobody_does()
    {
        var worker = BootScripted();
        worker.CanGo = static () => Task.FromResult(false);
        _cluster.Pass(TimeSpan.FromSeconds(100));
        Assert.Empty(Driver.Released);
        Assert.Equal(3, worker.Asked);

        worker.CanGo = static () => Task.FromResult(true);
        _cluster.Pass(TimeSpan.FromSeconds(31));

        Assert.Single(Driver.Released);
    }

    [Fact, Rule(27)]
    public void Worker_that_turns_busy_while_it_is_asked_stays()
    {
        var worker = BootScripted();
        var answer = new TaskCompletionSource<bool>();
        worker.CanGo = () => answer.Task;
        _cluster.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal(1, worker.Asked);

        var master = _cluster.StartMaster(7);
        master.Declare(1);
        _cluster.Pass(ElasticCluster.Quiet);
        answer.SetResult(true);
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Empty(Driver.Released);
        Assert.Equal(1, worker.Requested);
    }

    [Fact, Rule(27)]
    public void Worker_that_was_used_while_it_was_asked_has_its_time_anew()
    {
        _cluster.Set("heartbeat.interval", "1 s");
        var worker = BootScripted();
        var answer = new TaskCompletionSource<bool>();
        worker.CanGo = () => answer.Task;
        _cluster.Pass(TimeSpan.FromSeconds(31));
        var master = _cluster.StartMaster(7);
        master.Declare(1);
        _cluster.Pass(ElasticCluster.Quiet);
        master.Declare();
        worker.FreeAll();
        _cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal((1, 1), (worker.Asked, worker.Requested));

        answer.SetResult(true);
        _cluster.Pass(TimeSpan.FromSeconds(25));
        Assert.Empty(Driver.Released);

        _cluster.Pass(TimeSpan.FromSeconds(6));
        Assert.Single(Driver.Released);
    }

    [Fact]
    public void Nobody_is_asked_where_stored_results_do_not_matter()
    {
        _cluster.Set("resourcemanager.taskmanager-release.wait.result.consumed", "false");
        var worker = BootScripted();

        _cluster.Pass(TimeSpan.FromSeconds(31));

        Assert.Equal(0, worker.Asked);
        Assert.Single(Driver.Released);
    }

    [Fact, Rule(45)]
    public void What_a_job_declared_stays_when_its_master_goes_and_ends_with_the_job()
    {
        _cluster.Start();
        var first = _cluster.StartJob(1, 2);
        first.LeaveJob();
        _cluster.Pass(TimeSpan.FromMinutes(2));
        Assert.Empty(Driver.Released);
        Assert.Single(_cluster.Registered);

        var second = _cluster.StartMaster(1, endpoint: "second");
        _cluster.Pass(ElasticCluster.Quiet);
        second.EndJob();
        second.GiveBackAll();
        _cluster.Pass(ElasticCluster.Quiet);

        // Nothing is left of it that a later one of its masters could inherit.
        var late = _cluster.StartMaster(1, endpoint: "late");
        _cluster.Pass(TimeSpan.FromSeconds(40));
        Assert.Empty(late.Slots);
        Assert.Single(Driver.Released);
        Assert.Single(Driver.Requests);
    }

    // Of an earlier term, so that it is idle from the beginning.
    private AskedWorker BootScripted()
    {
        const string id = "cluster-taskmanager-0-1";
        _cluster.BootsAtOnce = false;
        Driver.Alive.Add(new TaskManagerId(id));
        Driver.OnInitialize = static _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([new(new TaskManagerId(id), null)]);
        _cluster.Start();
        var worker = new AskedWorker(_cluster.Describe(id, _cluster.Template.Spec, id));
        _cluster.Rpc.Register(worker);
        worker.RegisterAt(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.Settle();
        Assert.Equal([id], _cluster.Registered);
        return worker;
    }
}
