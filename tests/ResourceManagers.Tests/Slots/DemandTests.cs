using Flink.Core.Graph;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Tests.Slots;

public sealed class DemandTests
{
    private readonly ElasticCluster _cluster = new();

    private ScriptedDriver Driver => _cluster.Driver;

    [Fact, Rule(33)]
    public void Changes_of_demand_in_a_short_time_become_one_declaration()
    {
        var supply = new CountingSupply();
        _cluster.Start(supply);
        var master = _cluster.StartMaster(1);
        _cluster.Pass(ElasticCluster.Quiet);
        supply.Declared.Clear();

        for (var slots = 1; slots <= 9; slots++)
        {
            master.Declare(slots);
            _cluster.Settle();
        }

        _cluster.Pass(ElasticCluster.Quiet);

        // The first at once, and all that follows within the time together.
        Assert.Equal([1, 9], supply.Declared);
    }

    [Fact, Rule(47)]
    public void Worker_that_comes_with_slots_of_a_job_is_not_taken_for_one_that_is_waited_for()
    {
        _cluster.BootsAtOnce = false;
        var old = new TaskManagerId("old");
        Driver.OnInitialize = _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([new(old, null)]);
        _cluster.Start();
        var waiting = _cluster.StartMaster(1);
        waiting.Declare(4);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Single(Driver.Requests);

        var slot = _cluster.Template.Spec.DefaultSlot;
        var worker = new AskedWorker(_cluster.Describe("old", _cluster.Template.Spec, "old"));
        worker.Hold(new SlotStatus(new SlotId(old, 0), slot, new JobId(new Id128(0, 99)), new AllocationId(new Id128(5, 5)), 1));
        worker.Hold(new SlotStatus(new SlotId(old, 1), slot, new JobId(new Id128(0, 99)), new AllocationId(new Id128(5, 6)), 1));
        _cluster.Rpc.Register(worker);
        worker.RegisterAt(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.Pass(ElasticCluster.Quiet);

        // Both workers that the job needs are still requested: the one beside the request that was open already, too.
        Assert.Equal(2, Driver.Requests.Count);
        Assert.Empty(Driver.Released);
        Assert.Equal(0, worker.Requested);
    }

    [Fact, Rule(42)]
    public void Nothing_new_is_placed_on_a_blocked_machine_until_its_time_is_over_and_what_is_there_stays()
    {
        Driver.OnRequest = static request => request.Start("node-1");
        _cluster.Start();
        var first = _cluster.StartJob(1, 1);
        Driver.OnRequest = static request => request.Start("node-2");
        _cluster.ResourceManager!.Post(() => _cluster.ResourceManager.Block(
            new BlockedNode("node-1", "its disk is slow", _cluster.Clock.GetUtcNow() + TimeSpan.FromMinutes(1))));
        _cluster.Settle();

        var second = _cluster.StartJob(2, 1);
        Assert.Equal(["cluster-taskmanager-1-2"], second.Workers);
        Assert.Equal(["node-1"], Driver.Requests[1].Request.BlockedNodes);
        Assert.Single(first.Slots);

        _cluster.Pass(TimeSpan.FromMinutes(1));
        var third = _cluster.StartJob(3, 2);
        Assert.Equal(["cluster-taskmanager-1-1", "cluster-taskmanager-1-2"], third.Workers);
        Assert.Equal(2, Driver.Requests.Count);
    }

    [Fact, Rule(49)]
    public void Where_others_start_workers_missing_slots_are_told_after_the_start_up_time_and_then_at_once()
    {
        _cluster.Set("resourcemanager.standalone.start-up-time", "60000");
        _cluster.Start(new NoWorkerSupply());
        var master = _cluster.StartJob(1, 1);
        _cluster.Pass(TimeSpan.FromSeconds(59));
        Assert.Empty(master.Refusals);

        _cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.NotEmpty(master.Refusals);
        var late = _cluster.StartJob(2, 1);
        Assert.NotEmpty(late.Refusals);
    }

    [Fact, Rule(48), Rule(50)]
    public void Where_others_start_workers_all_are_welcome_and_none_is_ended()
    {
        _cluster.BootsAtOnce = false;
        _cluster.Start(new NoWorkerSupply());
        _cluster.Boot("anybody");

        _cluster.Pass(TimeSpan.FromMinutes(10));

        Assert.Equal(["anybody"], _cluster.Registered);
        Assert.Null(_cluster.Process("anybody").Failure);
    }

    private sealed class CountingSupply : IWorkerSupply
    {
        public List<int> Declared { get; } = [];

        public WorkerSpec? Startable { get; } = new(new ResourceProfile(1, 100), new ResourceProfile(1, 100), 1);

        public Task Ready => Task.CompletedTask;

        public void Start(IWorkerSupplyHost host)
        {
        }

        public WorkerAcceptance Accepts(TaskManagerId worker) => WorkerAcceptance.Yes;

        public void Registered(TaskManagerId worker, WorkerSpec spec)
        {
        }

        public void Unregistered(TaskManagerId worker)
        {
        }

        public void Lost(TaskManagerId worker)
        {
        }

        public void Declare(IReadOnlyList<WorkerDeclaration> declarations) => Declared.Add(declarations.Sum(static one => one.Needed));

        public Task DeregisterAsync(ApplicationStatus status, string? diagnostics) => Task.CompletedTask;

        public Task StopAsync() => Task.CompletedTask;
    }
}
