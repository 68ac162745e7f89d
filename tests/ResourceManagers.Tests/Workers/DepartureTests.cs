using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Tests.Workers;

/// <summary>Workers that their system says it will take away.</summary>
public sealed class DepartureTests
{
    private const string Reason = "the price of its machine has risen";

    private readonly ElasticCluster _cluster = new();

    private ScriptedDriver Driver => _cluster.Driver;

    private DateTimeOffset InAMinute => _cluster.Clock.GetUtcNow() + TimeSpan.FromMinutes(1);

    [Fact]
    public void Worker_that_will_be_taken_away_is_replaced_at_once_and_goes_as_soon_as_nothing_is_on_it()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 2);
        var leaving = Driver.Requests[0].Id.Value;

        Driver.Events!.WorkerLeaves(Driver.Requests[0].Id, InAMinute, Reason);
        _cluster.Pass(ElasticCluster.Quiet);

        // Its master has slots elsewhere already, and is told of it by both sides.
        Assert.All(master.Draining, worker => Assert.Equal(leaving, worker));
        Assert.NotEmpty(master.Draining);
        Assert.Equal(2, Driver.Requests.Count);
        Assert.Equal([leaving, leaving, Driver.Requests[1].Id.Value, Driver.Requests[1].Id.Value], master.Workers);
        Assert.Empty(Driver.Released);

        master.GiveBackThoseOf(leaving);
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal([leaving], Driver.Released);
        Assert.Equal(2, Driver.Requests.Count);
    }

    [Fact]
    public void Worker_that_will_be_taken_away_before_it_has_registered_is_replaced_and_is_no_failed_start()
    {
        _cluster.Set("resourcemanager.start-worker.max-failure-rate", "0.5");
        _cluster.BootsAtOnce = false;
        _cluster.Start();
        _cluster.StartJob(1, 1);

        Driver.Events!.WorkerLeaves(Driver.Requests[0].Id, InAMinute, Reason);
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal([Driver.Requests[0].Id.Value], Driver.Released);
        Assert.Equal(2, Driver.Requests.Count);
    }

    [Fact]
    public void Departure_that_is_told_before_the_answer_is_read_is_not_forgotten()
    {
        _cluster.BootsAtOnce = false;
        var isFirst = true;
        Driver.OnRequest = request =>
        {
            if (isFirst)
            {
                isFirst = false;
                Driver.Events!.WorkerLeaves(request.Id, InAMinute, Reason);
            }
        };
        _cluster.Start();
        _cluster.StartJob(1, 1);

        Driver.Requests[0].Start();
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal([Driver.Requests[0].Id.Value], Driver.Released);
        Assert.Equal(2, Driver.Requests.Count);
    }

    [Fact]
    public void Worker_of_an_earlier_term_hears_of_its_departure_when_it_registers()
    {
        var old = new TaskManagerId("old");
        Driver.Alive.Add(old);
        Driver.OnInitialize = _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([new(old, null)]);
        _cluster.BootsAtOnce = false;
        _cluster.Start();
        Driver.Events!.WorkerLeaves(old, InAMinute, Reason);
        _cluster.Settle();
        Assert.Empty(Driver.Released);

        // What it may have is not known before it comes.
        _cluster.Boot(old.Value);
        var master = _cluster.StartJob(1, 1);

        Assert.Empty(master.Slots);
        Assert.Single(Driver.Requests);
        Assert.Equal([old.Value], Driver.Released);
    }

    [Fact]
    public void Departure_of_somebody_unknown_does_nothing()
    {
        _cluster.Start();
        _cluster.StartJob(1, 1);

        Driver.Events!.WorkerLeaves(new TaskManagerId("nobody"), InAMinute, Reason);
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Single(Driver.Requests);
        Assert.Empty(Driver.Released);
        Assert.Empty(_cluster.Fatal);
    }
}
