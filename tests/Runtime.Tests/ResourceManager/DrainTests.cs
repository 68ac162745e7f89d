using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;
using Flink.Runtime.Tests.Slots;
using TaskExecutorRole = Flink.Runtime.TaskExecutor.TaskExecutor;

namespace Flink.Runtime.Tests.ResourceManager;

public sealed class DrainTests
{
    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(2);

    private readonly SlotCluster _cluster = new();

    [Fact]
    public void Worker_that_is_told_to_end_has_its_slots_replaced_and_waits_until_its_master_has_given_them_back()
    {
        var (worker, master) = Start(spare: 2);
        var drained = worker.DrainAsync(_grace, "it was told to end");
        _cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(["a", "a", "b", "b"], master.Workers);
        Assert.Contains("a", master.Draining);
        Assert.False(drained.IsCompleted);

        master.GiveBackThoseOf("a");
        _cluster.Settle();
        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public void Nothing_is_placed_on_a_worker_that_is_about_to_go()
    {
        var (worker, master) = Start(spare: 2);
        master.GiveBackAll();
        _ = worker.DrainAsync(_grace, "it was told to end");
        _cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(["b", "b"], master.Workers);
    }

    [Fact]
    public void Worker_without_a_place_for_its_work_elsewhere_does_not_wait()
    {
        var (worker, master) = Start(spare: 1);
        var drained = worker.DrainAsync(_grace, "it was told to end");
        _cluster.Settle();

        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public void Idle_worker_does_not_wait()
    {
        _cluster.StartResourceManager();
        var drained = _cluster.StartWorker("a").DrainAsync(_grace, "it was told to end");
        _cluster.Settle();

        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public void Worker_whose_master_is_lost_does_not_wait()
    {
        var (worker, master) = Start(spare: 2);
        var drained = worker.DrainAsync(_grace, "it was told to end");
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.False(drained.IsCompleted);

        _cluster.Stop(master);
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public void ResourceManager_of_the_next_term_learns_that_a_worker_is_about_to_go()
    {
        var (worker, master) = Start(spare: 2);
        var drained = worker.DrainAsync(_grace, "it was told to end");
        _cluster.Pass(TimeSpan.FromSeconds(1));
        _cluster.StopResourceManager();
        _cluster.StartResourceManager();
        worker.Follow(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.StartWorker("c");
        _cluster.Pass(TimeSpan.FromSeconds(1));
        var other = _cluster.StartMaster(2);
        master.GiveBackThoseOf("a");
        other.Declare(4);
        _cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(["c", "c"], other.Workers);
        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public void Worker_that_its_system_takes_away_is_left_by_all_and_then_unwanted()
    {
        var supply = new RecordingSupply();
        _cluster.StartResourceManager(supply: supply);
        _cluster.StartWorker("a");
        var master = _cluster.StartMaster(1);
        master.Declare(2);
        _cluster.Pass(TimeSpan.FromSeconds(1));
        supply.Host!.Post(() => supply.Host.WorkerLeaves(new TaskManagerId("a"), _cluster.Clock.GetUtcNow() + _grace, "its machine is needed"));
        _cluster.Pass(TimeSpan.FromSeconds(1));

        var asked = Assert.Single(supply.Declared);
        Assert.Equal(1, asked.Needed);
        Assert.Equal(["a"], asked.Leaving.Select(static id => id.Value));
        Assert.Empty(asked.Unwanted);
        _cluster.StartWorker("b");
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "a", "b", "b"], master.Workers);
        Assert.Contains("a", master.Draining);

        master.GiveBackThoseOf("a");
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["a"], Assert.Single(supply.Declared).Unwanted.Select(static id => id.Value));
        Assert.Empty(Assert.Single(supply.Declared).Leaving);
    }

    private (TaskExecutorRole Worker, SlotMaster Master) Start(int spare)
    {
        _cluster.StartResourceManager();
        var worker = _cluster.StartWorker("a");
        var master = _cluster.StartMaster(1);
        master.Declare(2);
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "a"], master.Workers);
        _cluster.StartWorker("b", slots: spare);
        _cluster.Pass(TimeSpan.FromSeconds(1));
        return (worker, master);
    }

    private sealed class RecordingSupply : IWorkerSupply
    {
        public IWorkerSupplyHost? Host { get; private set; }

        public IReadOnlyList<WorkerDeclaration> Declared { get; private set; } = [];

        public WorkerSpec? Startable { get; } = new(new ResourceProfile(2, 200, managed: 100), new ResourceProfile(1, 100, managed: 50), 2);

        public Task Ready => Task.CompletedTask;

        public void Start(IWorkerSupplyHost host) => Host = host;

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

        public void Declare(IReadOnlyList<WorkerDeclaration> declarations) => Declared = declarations;

        public Task DeregisterAsync(ApplicationStatus status, string? diagnostics) => Task.CompletedTask;

        public Task StopAsync() => Task.CompletedTask;
    }
}
