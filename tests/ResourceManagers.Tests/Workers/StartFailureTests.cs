using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;

namespace Flink.ResourceManagers.Tests.Workers;

public sealed class StartFailureTests
{
    private readonly ElasticCluster _cluster = new() { BootsAtOnce = false };

    private ScriptedDriver Driver => _cluster.Driver;

    [Fact, Rule(23)]
    public void Too_many_failed_starts_pause_requests_which_go_on_by_themselves()
    {
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "3");
        _cluster.Set("resourcemanager.start-worker.retry-interval", "30 s");
        Driver.OnRequest = static request => request.Fail(new WorkerRequestException("no machine answered", isRetryable: true));
        _cluster.Start();
        var master = _cluster.StartJob(1, 2);
        _cluster.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(4, Driver.Requests.Count);

        _cluster.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(4, Driver.Requests.Count);

        Driver.OnRequest = static request => request.Start();
        _cluster.BootsAtOnce = true;
        _cluster.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(5, Driver.Requests.Count);
        Assert.Equal(2, master.Slots.Count);
    }

    [Fact, Rule(23), Rule(55)]
    public void Job_that_waits_for_workers_that_die_at_once_hears_the_cause_and_when_it_is_over()
    {
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "9");
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        for (var time = 0; time < 10; time++)
        {
            Driver.Lose(Driver.Requests[^1].Id, "exit code 127: no such program");
            _cluster.Pass(TimeSpan.FromSeconds(3.5));
        }

        Assert.Contains("exit code 127: no such program", master.Delays[^1], StringComparison.Ordinal);
        Assert.Contains("10 times within a minute", master.Delays[^1], StringComparison.Ordinal);
        Assert.Empty(master.Refusals);

        _cluster.BootsAtOnce = true;
        _cluster.Pass(TimeSpan.FromSeconds(5));
        Assert.Null(master.Delays[^1]);
        Assert.Single(master.Slots);
    }

    [Fact]
    public void Pauses_between_failed_starts_grow()
    {
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "1000");
        var times = new List<DateTimeOffset>();
        Driver.OnRequest = request =>
        {
            times.Add(_cluster.Clock.GetUtcNow());
            request.Fail(new WorkerRequestException("no machine answered", isRetryable: true));
        };
        _cluster.Start();
        _cluster.StartMaster(1).Declare(1);
        _cluster.Pass(TimeSpan.FromSeconds(2));
        _cluster.Pass(TimeSpan.FromSeconds(58));

        var pauses = times.Zip(times.Skip(1), static (one, next) => next - one).ToArray();
        Assert.InRange(times.Count, 15, 30);
        Assert.Equal(pauses.Order(), pauses);
        Assert.InRange(pauses[^1].TotalSeconds, 3, 3.5);
    }

    [Fact, Rule(16)]
    public void Hopeless_request_is_told_to_the_job_at_once_and_tried_again_for_whoever_needs_it_later()
    {
        Driver.OnRequest = static request => request.Fail(new WorkerRequestException(
            "a worker needs 1728 MB and the largest machine has 1024 MB: lower taskmanager.memory.process.size", isRetryable: false));
        _cluster.Start();

        var master = _cluster.StartJob(1, 1);

        Assert.Contains("lower taskmanager.memory.process.size", Assert.Single(master.Refusals.Distinct()), StringComparison.Ordinal);
        Assert.Single(Driver.Requests);
        master.Declare();
        _cluster.Pass(TimeSpan.FromMinutes(1));
        Assert.Single(Driver.Requests);

        Driver.OnRequest = static request => request.Start();
        _cluster.BootsAtOnce = true;
        master.Declare(1);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Single(master.Slots);
    }

    [Fact]
    public void Request_that_waits_tells_the_job_why()
    {
        Driver.OnRequest = null;
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);

        Driver.Events!.RequestWaits(Driver.Requests[0].Request, "the quota of queue 'batch' is used up");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Contains("the quota of queue 'batch' is used up", Assert.Single(master.Delays), StringComparison.Ordinal);
        Assert.Single(Driver.Open);

        // The job's next master has heard nothing yet.
        var next = _cluster.StartMaster(1, endpoint: "next");
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Contains("the quota of queue 'batch' is used up", Assert.Single(next.Delays), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_comes_up_does_not_hide_why_others_wait()
    {
        Driver.OnRequest = null;
        _cluster.BootsAtOnce = true;
        _cluster.Start();
        _cluster.StartJob(1, 3);
        Driver.Events!.RequestWaits(Driver.Requests[0].Request, "the queue is full");
        Driver.Requests[1].Start();
        _cluster.Pass(ElasticCluster.Quiet);

        // Who asks now has heard nothing yet.
        var next = _cluster.StartMaster(1, endpoint: "next");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Contains("the queue is full", Assert.Single(next.Delays), StringComparison.Ordinal);
    }

    [Fact, Rule(42)]
    public void Machine_on_which_workers_do_not_come_up_is_left_alone_for_a_while()
    {
        _cluster.Set("resourcemanager.node-quarantine.start-failures", "2");
        _cluster.Set("resourcemanager.node-quarantine.duration", "5 min");
        Driver.OnRequest = static request => request.Start(request.Request.BlockedNodes.Contains("bad") ? "good" : "bad");
        _cluster.Start();
        _cluster.StartJob(1, 1);
        Driver.Lose(Driver.Requests[^1].Id, "exit code 1");
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Driver.Lose(Driver.Requests[^1].Id, "exit code 1");
        _cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(["bad"], Driver.Requests[^1].Request.BlockedNodes);
        _cluster.BootsAtOnce = true;
        _cluster.Pass(TimeSpan.FromMinutes(6));
        _cluster.StartJob(2, 3);
        Assert.Empty(Driver.Requests[^1].Request.BlockedNodes);
    }
}
