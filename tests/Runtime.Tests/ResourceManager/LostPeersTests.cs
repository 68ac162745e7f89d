using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskExecutor;
using Flink.Runtime.Tests.Slots;

namespace Flink.Runtime.Tests.ResourceManager;

public sealed class LostPeersTests
{
    private readonly SlotCluster _cluster = new();

    [Fact]
    public void Worker_that_was_stopped_for_longer_than_the_heartbeat_timeout_is_lost_and_its_late_messages_are_refused()
    {
        _cluster.StartResourceManager();
        var worker = StartMuteWorker();
        var master = _cluster.StartMaster(1);
        master.Declare(1);
        _cluster.Pass(TimeSpan.FromSeconds(15));
        worker.IsMute = true;
        _cluster.Pass(TimeSpan.FromSeconds(39));
        Assert.Empty(master.Lost);

        _cluster.Pass(TimeSpan.FromSeconds(15));
        Assert.Equal(["mute"], master.Lost);
        Assert.Contains("no sign of life for 50 s", worker.DismissedBecause, StringComparison.Ordinal);

        worker.ReportLate();
        _cluster.Settle();
        Assert.True(Assert.IsType<RemoteException>(worker.LateReport!.Exception!.InnerException).Is<NotRegisteredException>());
        Assert.Empty(_cluster.Get(_cluster.ResourceManager!.Ask(() => Task.FromResult(_cluster.ResourceManager.DescribeWorkers()))));
    }

    [Fact]
    public void Worker_registers_again_when_it_hears_nothing_of_the_ResourceManager()
    {
        var term = new FencingToken(1, 1);
        var silent = new MuteResourceManager(term);
        _cluster.Rpc.Register(silent);
        _cluster.StartWorker("a").Follow(_cluster.ResourceManagerAddress, term);
        _cluster.Pass(TimeSpan.FromSeconds(49));
        Assert.Equal(1, silent.Registrations);

        _cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(2, silent.Registrations);
    }

    [Fact]
    public void Slots_of_a_lost_master_are_free_when_no_other_one_comes_in_time()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var lost = _cluster.StartMaster(1);
        lost.Declare(2);
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "a"], lost.Workers);
        var other = _cluster.StartMaster(2);
        other.Declare(2);

        _cluster.Stop(lost);
        _cluster.Pass(TimeSpan.FromSeconds(9));
        Assert.Empty(other.Workers);

        _cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(["a", "a"], other.Workers);
    }

    [Fact]
    public void With_high_availability_slots_wait_for_as_long_as_nobody_leads()
    {
        _cluster.StartResourceManager();
        var worker = _cluster.StartWorker("a", settings: new() { OutlastsLeaders = true });
        var lost = _cluster.StartMaster(1);
        lost.Declare(2);
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(["a", "a"], lost.Workers);

        _cluster.Stop(lost);
        _cluster.StopResourceManager();
        worker.Follow(null, FencingToken.None);
        _cluster.Pass(TimeSpan.FromSeconds(127));
        _cluster.StartResourceManager();
        worker.Follow(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.Settle();
        Assert.Equal(2, SlotsInUse());

        // The next master has as much time as any, whenever its leader has come.
        _cluster.Pass(TimeSpan.FromSeconds(8));
        Assert.Equal(2, SlotsInUse());

        // Somebody leads, and the job has no master nevertheless.
        _cluster.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(0, SlotsInUse());
    }

    [Fact]
    public void Master_that_accepts_slots_and_sends_no_more_heartbeats_is_lost_to_its_workers()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a");
        var master = _cluster.StartMaster(1);
        master.Declare(2);
        _cluster.Pass(TimeSpan.FromSeconds(1));
        master.Beat("a");
        master.Declare();
        master.Wanted = 0;
        _cluster.Pass(TimeSpan.FromSeconds(49));
        var other = _cluster.StartMaster(2);
        other.Declare(2);
        _cluster.Settle();
        Assert.Empty(other.Workers);

        // Its slots are offered to it again, and it wants them no more.
        _cluster.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(["a", "a"], other.Workers);
    }

    [Fact]
    public void Master_that_takes_slots_and_answers_too_late_is_asked_again_and_not_lost()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a", settings: new TaskExecutorSettings { AskTimeout = TimeSpan.FromSeconds(3) });
        var master = _cluster.StartMaster(1);
        master.Hold = new TaskCompletionSource().Task;
        master.Declare(2);
        _cluster.Pass(TimeSpan.FromSeconds(2));
        master.Hold = null;
        _cluster.Pass(TimeSpan.FromSeconds(20));

        Assert.Equal(1, master.Registrations);
        Assert.Equal(["a", "a"], master.Workers);
        Assert.Equal(2, SlotsInUse());
    }

    [Fact]
    public void Slot_that_was_given_back_while_its_master_did_not_answer_is_lost_to_it_and_another_one_is_not()
    {
        _cluster.StartResourceManager();
        _cluster.StartWorker("a", settings: new TaskExecutorSettings { AskTimeout = TimeSpan.FromSeconds(3), SlotTimeout = TimeSpan.FromSeconds(2) });
        var master = _cluster.StartMaster(1);
        master.Hold = new TaskCompletionSource().Task;
        master.Declare(1);
        _cluster.Pass(TimeSpan.FromSeconds(1.5));
        master.Declare(2);
        _cluster.Pass(TimeSpan.FromSeconds(1));

        // The first, the second, and the one that came for the first.
        Assert.Equal(["a", "a", "a"], master.Workers);

        _cluster.Pass(TimeSpan.FromSeconds(0.7));
        Assert.Equal(["a", "a"], master.Workers);
        Assert.Equal(1, master.Registrations);
    }

    private int SlotsInUse()
    {
        var worker = Assert.Single(_cluster.Get(_cluster.ResourceManager!.Ask(() => Task.FromResult(_cluster.ResourceManager.DescribeWorkers()))));
        return worker.Slots - worker.FreeSlots;
    }

    private MuteWorker StartMuteWorker()
    {
        var worker = new MuteWorker(_cluster.Describe("mute", slots: 1));
        _cluster.Rpc.Register(worker);
        worker.RegisterAt(_cluster.ResourceManagerAddress, _cluster.Term);
        _cluster.Settle();
        return worker;
    }
}
