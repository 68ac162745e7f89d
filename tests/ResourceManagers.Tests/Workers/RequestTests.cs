using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Tests.Workers;

public sealed class RequestTests
{
    private readonly ElasticCluster _cluster = new();

    private ScriptedDriver Driver => _cluster.Driver;

    [Fact, Rule(15)]
    public void Job_gets_workers_for_its_slots_and_no_more()
    {
        _cluster.Start();

        var master = _cluster.StartJob(1, 5);

        Assert.Equal(3, Driver.Requests.Count);
        Assert.Equal(3, _cluster.Registered.Count);
        Assert.Equal(5, master.Slots.Count);
    }

    [Fact, Rule(1)]
    public void What_a_driver_tells_is_handled_in_the_endpoint_only()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        var thread = new Thread(() => Driver.Lose(Driver.Requests[0].Id, "it was killed"));
        thread.Start();
        thread.Join();

        Assert.Single(Driver.Requests);
        Assert.Empty(master.Lost);
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal(2, Driver.Requests.Count);
        Assert.Single(master.Lost);
    }

    [Fact, Rule(2), Rule(12)]
    public void Worker_that_comes_before_the_driver_has_answered_asks_again_and_is_taken()
    {
        Driver.OnRequest = null;
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        var request = Driver.Requests[0];
        _cluster.Boot(request.Id.Value);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Null(_cluster.Process(request.Id.Value).Failure);
        Assert.Empty(_cluster.Registered);

        request.Start();
        _cluster.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal([request.Id.Value], _cluster.Registered);
        Assert.Equal([request.Id.Value], master.Workers);
    }

    [Fact, Rule(48)]
    public void Worker_that_nobody_started_is_refused_for_good()
    {
        _cluster.Start();
        _cluster.StartJob(1, 1);

        _cluster.Boot("stranger");
        _cluster.Settle();

        Assert.Contains("none of the workers that were started", _cluster.Process("stranger").Failure!.Message, StringComparison.Ordinal);
        Assert.Single(_cluster.Registered);
    }

    [Fact, Rule(3)]
    public void Loss_that_is_told_before_the_answer_is_read_leads_to_one_replacement()
    {
        _cluster.BootsAtOnce = false;
        Driver.OnRequest = null;
        _cluster.Start();
        _cluster.StartJob(1, 1);
        var request = Driver.Requests[0];

        Driver.Lose(request.Id, "it was killed");
        _cluster.Settle();
        request.Start();
        Driver.Alive.Remove(request.Id);
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal(2, Driver.Requests.Count);
        Assert.Single(Driver.Open);
    }

    [Theory, Rule(4)]
    [InlineData(true)]
    [InlineData(false)]
    public void Request_that_fails_is_made_once_more_whether_it_failed_at_once_or_later(bool atOnce)
    {
        var failures = 1;
        Driver.OnRequest = request =>
        {
            if (failures-- <= 0)
            {
                request.Start();
            }
            else if (atOnce)
            {
                request.Fail(new WorkerRequestException("no machine answered", isRetryable: true));
            }
        };
        _cluster.Start();
        var master = _cluster.StartJob(1, 2);
        if (!atOnce)
        {
            Driver.Requests[0].Fail(new WorkerRequestException("no machine answered", isRetryable: true));
        }

        _cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(2, Driver.Requests.Count);
        Assert.Equal(2, master.Slots.Count);
    }

    [Theory, Rule(13)]
    [InlineData("1728m", 1, null)]
    [InlineData("1g", 3, "0.7")]
    [InlineData("12345678k", 7, "2.3333333333")]
    public void What_a_worker_derives_from_its_configuration_equals_what_was_requested(string size, int slots, string? cpus)
    {
        var cluster = FlinkConfiguration.Empty
            .With("taskmanager.memory.process.size", size)
            .With("taskmanager.numberOfTaskSlots", $"{slots}");
        if (cpus is not null)
        {
            cluster = cluster.With("taskmanager.cpu.cores", cpus);
        }

        _cluster.Configuration = cluster;
        _cluster.Start();
        _cluster.StartJob(1, 1);

        // The worker's own config.yaml says the same as the cluster's; what comes with the request goes before it.
        var request = Driver.Requests[0].Request;
        var own = cluster.MergedWith(request.Configuration);
        var memory = Runtime.Memory.TaskManagerProcessMemory.From(own);
        Assert.Equal(request.Memory, memory);
        Assert.Equal(request.Spec, WorkerSpec.From(own, memory));
        Assert.Equal(request.Spec.Total.Cpu, request.Cpus);
    }

    [Fact, Rule(51), Rule(52)]
    public void Worker_is_given_what_the_cluster_knows_and_secrets_are_in_no_log()
    {
        const string secret = "sesame-open-4711";
        _cluster.More = FlinkConfiguration.Empty.With("jobmanager.rpc.address", "leader").With("security.ssl.internal.key-password", secret);
        Driver.OnRequest = static request => request.Fail(new InvalidOperationException("it broke"));
        _cluster.Start();
        _cluster.StartJob(1, 1);

        var given = Driver.Requests[0].Request.Configuration;
        Assert.Equal("leader", given.GetText("jobmanager.rpc.address"));
        Assert.Equal(secret, given.GetText("security.ssl.internal.key-password"));
        Assert.Equal("2", given.GetText("taskmanager.numberOfTaskSlots"));
        Assert.NotEqual(0, _cluster.Log.Collector.Count);
        Assert.DoesNotContain(_cluster.Log.Collector.GetSnapshot(), record => $"{record.Message} {record.Exception}".Contains(secret, StringComparison.Ordinal));
    }

    [Fact, Rule(54)]
    public void System_that_is_away_for_a_minute_holds_nothing_else_up_and_is_used_again()
    {
        Driver.OnRequest = null;
        _cluster.Start();
        var waiting = _cluster.StartJob(1, 1);
        _cluster.Pass(TimeSpan.FromSeconds(60));
        _cluster.StartJob(2, 1);
        Assert.Equal(TaskStatus.RanToCompletion, waiting.Declared!.Status);
        var before = Driver.Requests.Count;

        Driver.OnRequest = static request => request.Start();
        foreach (var request in Driver.Open.ToArray())
        {
            request.Fail(new WorkerRequestException("the system did not answer", isRetryable: true));
        }

        _cluster.Pass(TimeSpan.FromSeconds(10));

        Assert.Single(waiting.Slots);
        Assert.Equal(before + 1, Driver.Requests.Count);
    }

    [Fact]
    public void Registered_worker_of_another_kind_is_used_for_what_it_has()
    {
        _cluster.BootsAtOnce = false;
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        var other = new WorkerSpec(new ResourceProfile(4, 400), new ResourceProfile(1, 100), 4);

        _cluster.Boot(Driver.Requests[0].Id.Value, other);
        _cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Single(master.Slots);
        Assert.Single(Driver.Requests);
        Assert.Contains(_cluster.Log.Collector.GetSnapshot(), static record => record.Message.Contains("although", StringComparison.Ordinal));
    }
}
