using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;

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
}
