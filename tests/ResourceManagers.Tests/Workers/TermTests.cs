using Flink.Core;
using Flink.ResourceManagers.Drivers;
using Flink.ResourceManagers.Testing;
using Flink.ResourceManagers.Tests.Cluster;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Tests.Workers;

public sealed class TermTests
{
    private readonly ElasticCluster _cluster = new();

    private ScriptedDriver Driver => _cluster.Driver;

    [Fact, Rule(18)]
    public void No_job_gets_anything_before_the_driver_has_listed_earlier_workers_even_if_there_are_none()
    {
        var listing = new TaskCompletionSource<IReadOnlyList<RecoveredWorker>>();
        Driver.OnInitialize = _ => listing.Task;
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        _cluster.Pass(TimeSpan.FromMinutes(2));
        Assert.Empty(Driver.Requests);

        listing.SetResult([]);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Single(master.Slots);
    }

    [Fact, Rule(37)]
    public void Driver_that_cannot_start_ends_the_process_with_the_reason()
    {
        Driver.OnInitialize = static _ => throw new FlinkException("The socket /run/x cannot be opened: no rights. Add the user to the group.");
        _cluster.Start();

        Assert.Contains("Add the user to the group", Assert.Single(_cluster.Fatal).Message, StringComparison.Ordinal);
    }

    [Fact, Rule(36)]
    public void Driver_that_can_go_on_no_more_ends_the_process()
    {
        _cluster.Start();
        Driver.Events!.Failed(new FlinkException("The system told this application to end."));
        _cluster.Settle();

        Assert.Equal("The system told this application to end.", Assert.Single(_cluster.Fatal).Message);
    }

    [Fact, Rule(38)]
    public void Term_that_ends_while_the_driver_starts_leaves_nothing_and_fails_nothing()
    {
        var isCancelled = false;
        var listing = new TaskCompletionSource<IReadOnlyList<RecoveredWorker>>();
        Driver.OnInitialize = cancellation =>
        {
            cancellation.Register(() => isCancelled = true);
            return listing.Task;
        };
        _cluster.Start();

        _cluster.Stop();
        listing.SetException(new OperationCanceledException());
        _cluster.Settle();

        Assert.True(isCancelled);
        Assert.True(Driver.IsDisposed);
        Assert.Empty(_cluster.Fatal);
    }

    [Fact, Rule(38), Rule(5)]
    public void Requests_that_are_open_when_the_term_ends_are_cancelled()
    {
        Driver.OnRequest = null;
        _cluster.Start();
        _cluster.StartJob(1, 4);

        _cluster.Stop();

        Assert.Equal(2, Driver.Requests.Count);
        Assert.Empty(Driver.Open);
    }

    [Fact, Rule(39), Rule(43)]
    public void What_is_told_after_the_end_of_the_term_is_dropped()
    {
        _cluster.Start();
        _cluster.StartJob(1, 1);
        var worker = Driver.Requests[0].Id;
        _cluster.Stop();

        Driver.Lose(worker, "it was killed");
        Driver.Events!.WorkerLeaves(worker, _cluster.Clock.GetUtcNow(), "the machine is drained");
        Driver.Events.Failed(new FlinkException("too late"));
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.Single(Driver.Requests);
        Assert.Empty(_cluster.Fatal);
    }

    [Fact, Rule(38), Rule(39)]
    public void Cluster_that_ends_while_the_driver_starts_or_says_that_it_can_go_on_no_more_ends_in_order()
    {
        var listing = new TaskCompletionSource<IReadOnlyList<RecoveredWorker>>();
        Driver.OnInitialize = cancellation =>
        {
            cancellation.Register(() => listing.SetCanceled(cancellation));
            return listing.Task;
        };
        _cluster.Start();

        var ended = _cluster.ResourceManager!.DeregisterAsync(ApplicationStatus.Succeeded, null);
        _cluster.Settle();
        Driver.Events!.Failed(new FlinkException("The system has removed the application."));
        _cluster.Settle();

        Assert.True(ended.IsCompletedSuccessfully);
        Assert.Empty(_cluster.Fatal);
    }

    [Fact, Rule(41)]
    public void End_of_a_term_leaves_workers_alive_and_tells_the_system_nothing()
    {
        _cluster.Start();
        _cluster.StartJob(1, 3);

        _cluster.Stop();

        Assert.Equal(2, Driver.Alive.Count);
        Assert.Null(Driver.Deregistered);
        Assert.Empty(Driver.Released);
    }

    [Theory, Rule(40)]
    [InlineData(ApplicationStatus.Succeeded)]
    [InlineData(ApplicationStatus.Failed)]
    [InlineData(ApplicationStatus.Canceled)]
    [InlineData(ApplicationStatus.Unknown)]
    public void End_of_the_cluster_is_told_with_its_status_and_no_worker_stays(ApplicationStatus status)
    {
        _cluster.BootsAtOnce = false;
        Driver.OnRequest = request =>
        {
            if (Driver.Requests.Count < 3)
            {
                request.Start();
            }
        };
        _cluster.Start();
        _cluster.StartJob(1, 6);
        _cluster.Boot(Driver.Requests[0].Id.Value);

        var ended = _cluster.ResourceManager!.DeregisterAsync(status, "why");
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.True(ended.IsCompletedSuccessfully);
        Assert.Equal((status, "why"), Driver.Deregistered);
        Assert.Empty(Driver.Alive);
        Assert.Empty(Driver.Open);
        Assert.Equal(3, Driver.Requests.Count);
    }

    [Fact, Rule(19), Rule(47)]
    public void Workers_of_an_earlier_term_are_used_again_with_what_they_hold_and_none_is_requested_beside_them()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 3);
        var held = master.Workers;
        NextTerm();
        _cluster.Register(master);
        master.Declare(3);
        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Empty(Driver.Requests);

        _cluster.FollowTerm();
        _cluster.Pass(TimeSpan.FromSeconds(30));

        Assert.Empty(Driver.Requests);
        Assert.Empty(Driver.Released);
        Assert.Equal(held, master.Workers);
        Assert.Equal(2, _cluster.Registered.Count);
    }

    [Fact, Rule(19)]
    public void Workers_that_do_not_come_back_soon_are_replaced_before_they_are_given_up()
    {
        _cluster.Start();
        var master = _cluster.StartJob(1, 1);
        NextTerm(boots: false);
        _cluster.Register(master);
        master.Declare(1);

        _cluster.Pass(TimeSpan.FromSeconds(9));
        Assert.Empty(Driver.Requests);
        _cluster.Pass(TimeSpan.FromSeconds(2));

        Assert.Single(Driver.Requests);
    }

    [Fact, Rule(3), Rule(19)]
    public void Worker_of_an_earlier_term_that_ends_before_the_list_of_them_is_read_is_replaced_at_once()
    {
        var listing = new TaskCompletionSource<IReadOnlyList<RecoveredWorker>>();
        Driver.OnInitialize = _ => listing.Task;
        _cluster.BootsAtOnce = false;
        _cluster.Start();
        var master = _cluster.StartMaster(1);
        master.Declare(2);
        _cluster.Settle();

        Driver.Lose("old", "it was killed");
        _cluster.Settle();
        listing.SetResult([new(new TaskManagerId("old"), null)]);
        _cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Single(Driver.Requests);
    }

    [Fact, Rule(20)]
    public void Worker_of_an_earlier_term_that_never_registers_is_released()
    {
        _cluster.Set("resourcemanager.taskmanager-registration.timeout", "1 min");
        Driver.Alive.Add(new TaskManagerId("old"));
        Driver.OnInitialize = static _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([new(new TaskManagerId("old"), null)]);
        _cluster.BootsAtOnce = false;
        _cluster.Start();

        _cluster.Pass(TimeSpan.FromSeconds(59));
        Assert.Empty(Driver.Released);
        _cluster.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(["old"], Driver.Released);
    }

    [Theory, Rule(21)]
    [InlineData(true)]
    [InlineData(false)]
    public void Jobs_wait_for_workers_of_an_earlier_term_until_all_have_come_or_the_time_is_over(bool allCome)
    {
        _cluster.Set("resourcemanager.previous-worker.recovery.timeout", "20 s");
        _cluster.BootsAtOnce = false;
        TaskManagerId[] old = [new("old-1"), new("old-2")];
        Driver.OnInitialize = _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([.. old.Select(static id => new RecoveredWorker(id, null))]);
        _cluster.Start();
        var master = _cluster.StartMaster(1);
        master.Declare(6);
        _cluster.Boot("old-1");
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Empty(Driver.Requests);
        Assert.Empty(master.Slots);

        if (allCome)
        {
            _cluster.Boot("old-2");
        }
        else
        {
            _cluster.Pass(TimeSpan.FromSeconds(20));
            master.Declare(6);
        }

        _cluster.Pass(ElasticCluster.Quiet);
        Assert.Equal(allCome ? 1 : 2, Driver.Requests.Count);
        Assert.Equal(allCome ? 4 : 2, master.Slots.Count);
    }

    [Fact, Rule(44)]
    public void What_a_former_master_declares_is_refused()
    {
        _cluster.Start();
        var former = _cluster.StartMaster(1, endpoint: "former");
        var master = _cluster.StartMaster(1, endpoint: "latter");

        former.Declare(8);
        master.Declare(1);
        _cluster.Pass(ElasticCluster.Quiet);

        Assert.True(Assert.IsType<RemoteException>(former.Declared!.Exception!.InnerException).Is<NotRegisteredException>());
        Assert.Single(Driver.Requests);
    }

    // Workers go on; another process leads, whose driver finds them.
    private void NextTerm(bool boots = true)
    {
        _cluster.Stop();
        var earlier = Driver;
        _cluster.BootsAtOnce = boots;
        _cluster.Driver = new ScriptedDriver(earlier.Term + 1)
        {
            OnInitialize = _ => Task.FromResult<IReadOnlyList<RecoveredWorker>>([.. earlier.Alive.Select(static id => new RecoveredWorker(id, null))]),
        };
        _cluster.Driver.Alive.UnionWith(earlier.Alive);
        _cluster.Start();
    }
}
