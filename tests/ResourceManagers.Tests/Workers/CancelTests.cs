using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;

namespace Flink.ResourceManagers.Tests.Workers;

public sealed class CancelTests
{
    private readonly ElasticCluster _cluster = new() { BootsAtOnce = false };

    private ScriptedDriver Driver => _cluster.Driver;

    [Fact, Rule(5), Rule(6)]
    public void Request_that_nobody_needs_any_more_is_cancelled_and_counts_as_no_failure()
    {
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "1");
        Driver.OnRequest = null;
        _cluster.Start();
        var master = _cluster.StartJob(1, 10);
        Assert.Equal(5, Driver.Requests.Count);

        master.Declare();
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Empty(Driver.Open);
        Assert.Equal(5, Driver.Requests.Count);

        Driver.OnRequest = static request => request.Start();
        master.Declare(2);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Equal(6, Driver.Requests.Count);
        Assert.Single(Driver.Alive);
    }

    [Fact, Rule(5), Rule(7), Rule(15)]
    public void Worker_that_comes_of_a_cancelled_request_is_released()
    {
        Driver.OnRequest = null;
        Driver.UndoesCancelled = false;
        _cluster.Start();
        var master = _cluster.StartJob(1, 2);
        master.Declare();
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.True(Driver.Requests[0].IsCancelled);

        Driver.Requests[0].Start();
        _cluster.Settle();

        Assert.Equal([Driver.Requests[0].Id.Value], Driver.Released);
        Assert.Empty(Driver.Alive);
    }

    [Fact, Rule(6)]
    public void Cancelled_request_that_fails_otherwise_is_no_failure_either()
    {
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "0.5");
        Driver.OnRequest = null;
        Driver.UndoesCancelled = false;
        _cluster.Start();
        var master = _cluster.StartJob(1, 2);
        master.Declare();
        _cluster.Pass(ElasticCluster.Quiet);
        Driver.Requests[0].Fail(new WorkerRequestException("it was too late to undo it", isRetryable: true));
        _cluster.Settle();

        master.Declare(1);
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal(2, Driver.Requests.Count);
    }

    [Fact, Rule(32)]
    public void What_is_too_much_is_cancelled_first_then_released_before_it_registers_then_when_idle()
    {
        Driver.OnRequest = static request =>
        {
            if (request.Request is not null && request.Id.Value is not ("cluster-taskmanager-1-3" or "cluster-taskmanager-1-4"))
            {
                request.Start();
            }
        };
        _cluster.Start();
        var master = _cluster.StartJob(1, 8);
        _cluster.Boot("cluster-taskmanager-1-1");
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Equal(2, master.Slots.Count);

        master.Declare(4);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Empty(Driver.Open);
        Assert.Equal(2, Driver.Alive.Count);

        master.Declare(2);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Equal(["cluster-taskmanager-1-2"], Driver.Released);

        master.Declare();
        master.GiveBackAll();
        _cluster.Pass(TimeSpan.FromSeconds(40));
        Assert.Equal(["cluster-taskmanager-1-2", "cluster-taskmanager-1-1"], Driver.Released);
        Assert.Empty(_cluster.Registered);
    }

    [Fact, Rule(8)]
    public void Release_that_fails_is_tried_again_until_the_worker_is_gone()
    {
        var failures = 3;
        Driver.OnRelease = _ => failures-- > 0 ? Task.FromException(new InvalidOperationException("the system is away")) : Task.CompletedTask;
        _cluster.Start();
        var master = _cluster.StartJob(1, 2);

        master.Declare();
        _cluster.Pass(TimeSpan.FromMinutes(1));

        Assert.Empty(Driver.Alive);
        Assert.Single(Driver.Released);
    }
}
