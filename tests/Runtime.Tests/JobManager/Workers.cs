using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Slots;
using Flink.Runtime.Network.InProcess;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.JobManager;

/// <summary>Several TaskManagers with some slots each, joined by wires in this process, on the test's thread and with the test's clock.</summary>
internal sealed class Workers : ISlotSupply
{
    private readonly Dictionary<string, Runtime.TaskManager.TaskManager> _taskManagers = [];
    private readonly Dictionary<string, InProcessNetwork> _networks = [];
    private readonly List<(string Worker, SlotOffer Offer, bool IsGiven)> _slots = [];
    private readonly InProcessWires _wires;
    private JobMaster? _master;
    private ulong _allocations;

    public Workers()
    {
        Scheduler = new SteppedScheduler(Clock);
        _wires = new InProcessWires(Scheduler);
    }

    public FakeTimeProvider Clock { get; } = new();

    public SteppedScheduler Scheduler { get; }

    /// <summary>What the job declared it needs, the last first.</summary>
    public List<int> Declared { get; } = [];

    public IEnumerable<StreamTask> TasksOf(string worker) => _taskManagers[worker].Tasks;

    /// <summary>A worker comes.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="slots">Slots that it offers.</param>
    /// <param name="need">What they were cut for; null for slots without a size.</param>
    public void Add(string id, int slots, ResourceProfile? need = null)
    {
        _networks[id] = _wires.Add(id);
        _taskManagers[id] = new Runtime.TaskManager.TaskManager(
            new TaskManagerSettings { Slots = slots }, Scheduler, NullLogger.Instance, network: _networks[id]);
        for (var slot = 0; slot < slots; slot++)
        {
            _slots.Add((id, new SlotOffer(new AllocationId(new Id128(7, ++_allocations)), slot, need ?? ResourceProfile.Unknown), false));
        }

        if (_master is { } master)
        {
            master.Post(() =>
            {
                master.AddTaskManager(LocationOf(id), _taskManagers[id]);
                Offer();
            });
        }
    }

    /// <summary>Ends a worker as kill -9 does: nothing that it does is seen any more, but that it is gone.</summary>
    public void Kill(string id)
    {
        _networks[id].Dispose();
        foreach (var task in _taskManagers[id].Tasks)
        {
            task.Cancel();
        }

        _taskManagers.Remove(id);
        _slots.RemoveAll(slot => slot.Worker == id);
        _master!.Post(() => _master.LoseTaskManager(new TaskManagerId(id), "It was killed."));
    }

    /// <summary>A worker is about to go: the job is told, and offered what others have free.</summary>
    public void Drain(string id, TimeSpan grace) => _master!.Post(() =>
    {
        _master.DrainTaskManager(new TaskManagerId(id), grace, "its machine is drained");
        Offer();
    });

    public JobMaster Run(JobGraph job, JobMasterSettings? settings = null, JobSnapshot? restore = null)
    {
        var master = new JobMaster(job, this, Clock, NullLogger.Instance, restore, settings);
        Scheduler.Start(master, 0);
        master.Start();
        return master;
    }

    public void RunUntil(Func<bool> happened)
    {
        for (var idle = 0; !happened(); idle++)
        {
            if (Scheduler.Step())
            {
                idle = 0;
            }
            else
            {
                Assert.True(idle < 10_000, "Nothing is ready, and time brings nothing.");
                Clock.Advance(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    public JobResult RunToEnd(JobMaster master)
    {
        RunUntil(() => master.Result.IsCompleted);
        return master.Result.Result;
    }

    public JobDetails Describe(JobMaster master)
    {
        var details = master.DescribeAsync();
        RunUntil(() => details.IsCompleted);
        return details.Result;
    }

    void ISlotSupply.Start(JobMaster master)
    {
        _master = master;
        foreach (var (id, taskManager) in _taskManagers)
        {
            master.AddTaskManager(LocationOf(id), taskManager);
        }
    }

    void ISlotSupply.Declare(IReadOnlyList<ResourceRequirement> requirements)
    {
        Declared.Insert(0, requirements.Sum(static one => one.Count));
        _master!.Post(Offer);
    }

    void ISlotSupply.Stop(bool hasEnded, string reason)
    {
    }

    private void Offer()
    {
        foreach (var (worker, _) in _taskManagers)
        {
            var free = _slots.Where(slot => slot.Worker == worker && !slot.IsGiven).Select(static slot => slot.Offer).ToList();
            var accepted = _master!.OfferSlots(new TaskManagerId(worker), free);
            for (var i = 0; i < _slots.Count; i++)
            {
                if (accepted.Contains(_slots[i].Offer.Allocation))
                {
                    _slots[i] = _slots[i] with { IsGiven = true };
                }
            }
        }
    }

    private TaskManagerLocation LocationOf(string id) =>
        new(new TaskManagerId(id), id, new EndpointAddress(id, "taskmanager"), id, _networks[id].Address.Port);
}
