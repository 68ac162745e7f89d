using Flink.Core.Configuration;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Tests.Slots;

public sealed class ClusterSizeTests
{
    private readonly ElasticCluster _cluster = new();

    private ScriptedDriver Driver => _cluster.Driver;

    [Theory, Rule(30)]
    [InlineData("slotmanager.number-of-slots.min", "5")]
    [InlineData("slotmanager.min-total-resource.cpu", "4.5")]
    [InlineData("slotmanager.min-total-resource.memory", "2100m")]
    public void Least_size_is_there_before_any_job_and_survives_idleness(string key, string value)
    {
        _cluster.Set(key, value);
        _cluster.Start();
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Equal(3, _cluster.Registered.Count);

        var master = _cluster.StartJob(1, 8);
        Assert.Equal(4, _cluster.Registered.Count);
        master.Declare();
        master.GiveBackAll();
        _cluster.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(3, _cluster.Registered.Count);
        Assert.Equal(4, Driver.Requests.Count);
    }

    [Fact, Rule(30)]
    public void Worker_of_the_least_size_that_dies_is_replaced()
    {
        _cluster.Set("slotmanager.number-of-slots.min", "2");
        _cluster.Start();
        _cluster.Pass(ElasticCluster.Quiet);

        Driver.Lose(Driver.Requests[0].Id, "it was killed");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal(2, Driver.Requests.Count);
        Assert.Single(_cluster.Registered);
    }

    [Fact, Rule(29)]
    public void Spare_workers_are_kept_while_idle_and_replaced_when_used()
    {
        _cluster.Set("slotmanager.redundant-taskmanager-num", "2");
        _cluster.Start();
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Equal(2, _cluster.Registered.Count);
        _cluster.Pass(TimeSpan.FromMinutes(5));
        Assert.Empty(Driver.Released);

        var master = _cluster.StartJob(1, 3);
        Assert.Equal(3, master.Slots.Count);
        Assert.Equal(4, _cluster.Registered.Count);

        master.Declare();
        master.GiveBackAll();
        _cluster.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(2, _cluster.Registered.Count);
    }

    [Theory, Rule(31)]
    [InlineData("slotmanager.number-of-slots.max", "5")]
    [InlineData("slotmanager.max-total-resource.cpu", "5")]
    [InlineData("slotmanager.max-total-resource.memory", "2100m")]
    public void Greatest_size_is_never_exceeded_and_whoever_gets_less_is_told_which_option_says_so(string key, string value)
    {
        _cluster.Set(key, value);
        _cluster.Set("slotmanager.redundant-taskmanager-num", "1");
        _cluster.Start();

        var master = _cluster.StartJob(1, 6);

        Assert.Equal(2, Driver.Requests.Count);
        Assert.Equal(4, master.Slots.Count);
        Assert.Contains("slotmanager.number-of-slots.max", master.Refusals[0], StringComparison.Ordinal);
    }

    [Fact, Rule(31)]
    public void Worker_of_an_earlier_term_that_is_more_than_the_cluster_may_have_is_ended()
    {
        _cluster.Set("slotmanager.number-of-slots.max", "2");
        _cluster.BootsAtOnce = false;
        Driver.OnInitialize = static _ => Task.FromResult<IReadOnlyList<Drivers.RecoveredWorker>>(
            [new(new TaskManagerId("old-1"), null), new(new TaskManagerId("old-2"), null)]);
        _cluster.Start();

        _cluster.Boot("old-1");
        _cluster.Boot("old-2");
        _cluster.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(["old-1"], _cluster.Registered);
        Assert.Equal(["old-2"], Driver.Released);
        Assert.NotNull(_cluster.Process("old-2").Failure);
    }

    [Fact]
    public void Least_size_above_the_greatest_is_refused()
    {
        var configuration = FlinkConfiguration.Empty.With("slotmanager.number-of-slots.min", "5").With("slotmanager.number-of-slots.max", "4");

        var error = Assert.Throws<ConfigurationException>(() => ClusterLimits.From(configuration));

        Assert.Contains("slotmanager.number-of-slots.min", error.Message, StringComparison.Ordinal);
    }

    [Fact, Rule(16)]
    public void Need_that_no_worker_has_room_for_is_told_and_nothing_is_requested()
    {
        _cluster.Start();
        var master = _cluster.StartMaster(1);

        master.Declare(new ResourceRequirement(new ResourceProfile(100, 1), 1));
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Empty(Driver.Requests);
        Assert.Contains("larger than a whole TaskManager", master.Refusals[0], StringComparison.Ordinal);
    }
}
