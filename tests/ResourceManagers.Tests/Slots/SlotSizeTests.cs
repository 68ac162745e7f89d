using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Slots;
using Flink.Runtime.Tests.Slots;

namespace Flink.ResourceManagers.Tests.Slots;

/// <summary>Workers have two cores here, and two slots where nobody says how large these are.</summary>
public sealed class SlotSizeTests
{
    private const long Megabyte = 1L << 20;
    private static readonly ResourceProfile Large = new(1.5m, 100 * Megabyte, managed: 200 * Megabyte);
    private static readonly ResourceProfile Small = new(0.5m, 50 * Megabyte);
    private readonly ElasticCluster _cluster = new();

    private ScriptedDriver Driver => _cluster.Driver;

    [Fact, Rule(15)]
    public void As_many_workers_come_as_hold_slots_of_different_sizes()
    {
        _cluster.Start();
        StartJob(1, (Small, 3), (Large, 2), (ResourceProfile.Unknown, 1));

        // Two with a large and a small one each, one with a small and a default one.
        Assert.Equal(3, Driver.Requests.Count);
        Assert.Equal(["0.5 1", "0.5 1.5", "0.5 1.5"], SlotsOfWorkers());
    }

    [Fact, Rule(15), Rule(25)]
    public void Worker_that_dies_is_replaced_by_one_for_slots_of_the_sizes_that_it_had()
    {
        _cluster.Start();
        var master = StartJob(1, (Small, 1), (Large, 1), (ResourceProfile.Unknown, 2));
        var lost = master.Slots.First(static slot => slot.Slot.Need.Equals(Large)).Worker;

        Driver.Lose(lost, "it was killed");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Equal(3, Driver.Requests.Count);
        Assert.Equal(["0.5 1.5", "1 1"], SlotsOfWorkers());
        Assert.Equal(4, master.Slots.Count);
    }

    [Fact, Rule(19)]
    public void Next_term_counts_slots_of_a_size_for_those_who_asked_for_it()
    {
        _cluster.Start();
        var master = StartJob(1, (Small, 2), (ResourceProfile.Unknown, 1));
        var held = master.Slots.ToArray();
        _cluster.Stop();
        _cluster.Driver = new ScriptedDriver(Driver.Term + 1)
        {
            OnInitialize = _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([new(held[0].Worker, null)]),
        };
        Driver.Alive.Add(held[0].Worker);
        _cluster.Start();
        _cluster.Register(master);
        Declare(master, (Small, 2), (ResourceProfile.Unknown, 1));
        _cluster.FollowTerm();
        _cluster.Pass(TimeSpan.FromSeconds(30));

        Assert.Empty(Driver.Requests);
        Assert.Equal(held, master.Slots);
        Assert.Equal(["0.5 0.5 1"], SlotsOfWorkers());
    }

    private SlotMaster StartJob(int job, params (ResourceProfile Need, int Count)[] needs)
    {
        var master = _cluster.StartMaster(job);
        Declare(master, needs);
        return master;
    }

    private void Declare(SlotMaster master, params (ResourceProfile Need, int Count)[] needs)
    {
        master.WantedByNeed = needs.ToDictionary(static need => need.Need, static need => need.Count);
        master.Declare([.. needs.Select(static need => new ResourceRequirement(need.Need, need.Count))]);
        _cluster.Pass(ElasticCluster.Quiet);
    }

    // The cores of each worker's slots, as people see them; and what they leave is what is shown as free.
    private IEnumerable<string> SlotsOfWorkers() => _cluster.ResourceManager!.DescribeWorkers().Select(static worker =>
    {
        Assert.Equal(worker.Total.CpuCores, worker.Free.CpuCores + worker.Allocated.Sum(static slot => slot.Resource.CpuCores));
        Assert.Equal(worker.Total.Managed, worker.Free.Managed + worker.Allocated.Sum(static slot => slot.Resource.Managed));
        Assert.True(worker.Free is { TaskHeap: >= 0, Network: >= 0 });
        return string.Join(' ', worker.Allocated.Select(static slot => slot.Resource.CpuCores).Order());
    }).Order(StringComparer.Ordinal);
}
