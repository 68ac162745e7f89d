using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>Knows what jobs need and what workers have, and gives the one to the other (Flink's FineGrainedSlotManager).</summary>
/// <remarks>
/// Part of the ResourceManager's endpoint. Level-triggered: every change leads to a comparison of everything that is declared with
/// everything that is there, never to a step that depends on the one before. The first comparison after a quiet time happens at once,
/// so that a job that finds free slots starts at once; those that follow within <c>slotmanager.requirement-check.delay</c> become one.
/// So it is with the declarations of workers that follow from it, where workers can be started.
/// </remarks>
internal sealed class SlotManager
{
    private readonly ResourceManagerSettings _settings;
    private readonly IWorkerSupply _supply;
    private readonly ISlotCalls _calls;
    private readonly Dictionary<JobId, JobDemand> _jobs = [];
    private readonly Dictionary<InstanceId, RegisteredWorker> _workers = [];
    private readonly List<PendingWorker> _pending = [];
    private readonly SlotPlanner _planner;
    private readonly DelayNotices _notices;
    private readonly GatheredWork _check;
    private readonly GatheredWork _declaration;

    // Where workers cannot be started, nobody measures and releases them.
    private readonly ClusterRoom? _room;
    private readonly IdleWorkers? _idle;
    private bool _hasBegun;
    private bool _tellsUnfulfillable = true;

    /// <summary>A slot manager without workers and jobs.</summary>
    /// <param name="settings">How it hands out.</param>
    /// <param name="supply">Where workers come from.</param>
    /// <param name="calls">To the endpoint that it is part of.</param>
    public SlotManager(ResourceManagerSettings settings, IWorkerSupply supply, ISlotCalls calls)
    {
        _settings = settings;
        _supply = supply;
        _calls = calls;
        _planner = new SlotPlanner(settings.SpreadsEvenly);
        _notices = new DelayNotices(calls);
        _check = new GatheredWork(settings.CheckDelay, calls.After, Check);
        _declaration = new GatheredWork(settings.DeclarationDelay, calls.After, DeclareWorkers);
        if (supply.Startable is { } kind)
        {
            _room = new ClusterRoom(settings.Limits, settings.RedundantWorkers, kind);
            _idle = new IdleWorkers(settings.IdleTimeout, settings.KeepsResults, calls, _room.CanLose, Release);
        }
    }

    /// <summary>The slots of all registered workers; read from any thread.</summary>
    public SlotCounts Counts { get; } = new();

    /// <summary>Changes whether masters are told what they will not get. Off while workers that others start may still come.</summary>
    public void TellUnfulfillable(bool tell)
    {
        _tellsUnfulfillable = tell;
        if (tell)
        {
            CheckSoon();
        }
    }

    /// <summary>A job needs this from now on.</summary>
    public void Declare(JobId job, IReadOnlyList<ResourceRequirement> requirements)
    {
        var demand = DemandOf(job);
        var hadDeclared = demand.HasDeclared;
        demand.Declare(requirements);
        if (requirements.Count == 0)
        {
            Forget(demand);
        }

        if (requirements.Count > 0)
        {
            CheckSoon();
        }
        else if (hadDeclared)
        {
            CheckLater();
        }
    }

    /// <summary>A job is gone for good.</summary>
    public void Clear(JobId job)
    {
        foreach (var worker in _workers.Values.Where(worker => worker.Slots.Any(slot => slot.Job == job)))
        {
            _calls.FreeInactive(worker, job);
        }

        Declare(job, []);
    }

    /// <summary>A job's master can be told about slots (again).</summary>
    public void MasterCame(JobId job)
    {
        // The one before may have heard why slots take longer; this one has not.
        _notices.Forget(job);
        if (_jobs.ContainsKey(job))
        {
            CheckSoon();
        }
    }

    /// <summary>Whether a worker that registers is more than the cluster may have.</summary>
    public bool IsTooMany(WorkerSpec worker) => _room?.IsTooMany(worker) == true;

    /// <summary>A worker has registered and says what it has.</summary>
    /// <param name="instance">Its registration.</param>
    /// <param name="description">What it is.</param>
    /// <param name="isBlocked">Says of a machine whether nothing new is placed on it.</param>
    /// <param name="report">What it has.</param>
    public RegisteredWorker Register(InstanceId instance, TaskManagerDescription description, Func<string?, bool> isBlocked, SlotReport report)
    {
        var worker = new RegisteredWorker(instance, description, _supply.NodeOf(description.Location.Id));
        worker.IsBlocked = isBlocked(worker.Node);
        _workers.Add(instance, worker);
        worker.CountIn(Counts);
        _room?.Add(worker);
        _idle?.Add(worker);
        Reconcile(worker, report);

        // A worker with slots of an earlier life is none that is waited for.
        if (report.Held.Count == 0)
        {
            RemovePending(worker.Spec);
        }

        CheckSoon();
        return worker;
    }

    /// <summary>A worker is gone, and its slots with it.</summary>
    public void Unregister(RegisteredWorker worker)
    {
        if (!_workers.Remove(worker.Instance))
        {
            return;
        }

        worker.CountOut();

        foreach (var slot in worker.Slots.ToArray())
        {
            Remove(worker, slot);
        }

        _room?.Remove(worker);
        _idle?.Remove(worker);
        CheckSoon();
    }

    /// <summary>A worker is about to go: what jobs have of it is missing from now on, though they may use it to the last.</summary>
    public void Leave(RegisteredWorker worker)
    {
        if (worker.IsLeaving || !_workers.ContainsKey(worker.Instance))
        {
            return;
        }

        foreach (var slot in worker.Slots)
        {
            RemoveFromDemand(slot);
        }

        _room?.Remove(worker);
        _idle?.Remove(worker);
        worker.IsLeaving = true;
        worker.IsUnwanted = worker.Slots.Count == 0;
        CheckSoon();
    }

    /// <summary>Whether what jobs have of a worker can be had elsewhere: now, or as soon as another worker has been started.</summary>
    public bool CanReplace(RegisteredWorker worker) =>
        _supply.Startable is not null
        || _planner.Fits(worker.Slots.Select(static slot => slot.Need), _workers.Values.Where(other => other != worker));

    /// <summary>The quarantine of machines began or ended.</summary>
    public void BlockedNodesChanged(Func<string?, bool> isBlocked)
    {
        _room?.Clear();
        foreach (var worker in _workers.Values)
        {
            worker.IsBlocked = isBlocked(worker.Node);
            _room?.Add(worker);
        }

        CheckSoon();
    }

    /// <summary>A worker has said whether it can be ended.</summary>
    public void AnsweredRelease(RegisteredWorker worker, DateTimeOffset idleSince, bool canGo) => _idle?.Answered(worker, idleSince, canGo);

    /// <summary>What a worker has, unless something newer is known.</summary>
    public void Report(RegisteredWorker worker, SlotReport report)
    {
        if (report.Version < worker.Version)
        {
            return;
        }

        if (Reconcile(worker, report))
        {
            CheckSoon();
        }
    }

    /// <summary>A worker has freed a slot.</summary>
    public void Freed(RegisteredWorker worker, AllocationId allocation, long version)
    {
        worker.Version = Math.Max(worker.Version, version);
        if (worker.Find(allocation) is { } slot)
        {
            Remove(worker, slot);

            // A job that ends must not keep the next one waiting.
            if (_jobs.Values.Any(static demand => demand.IsShort))
            {
                CheckSoon();
            }
            else
            {
                CheckLater();
            }
        }
    }

    /// <summary>A worker has answered a request for a slot.</summary>
    public void Answered(RegisteredWorker worker, WorkerSlot slot, SlotAnswer answer)
    {
        if (!_workers.ContainsKey(worker.Instance))
        {
            return;
        }

        var changed = false;
        if (answer.RefusedBecause is not null && worker.Find(slot.Allocation) == slot)
        {
            Remove(worker, slot);
            changed = true;
        }

        if (answer.Slots.Version >= worker.Version)
        {
            changed |= Reconcile(worker, answer.Slots);
        }

        if (changed)
        {
            CheckLater();
        }
    }

    /// <summary>Whether a worker has assigned a slot is unknown; its next report tells.</summary>
    public void GotNoAnswer(RegisteredWorker worker, WorkerSlot slot)
    {
        if (!_workers.ContainsKey(worker.Instance))
        {
            return;
        }

        worker.IsInDoubt = true;
        if (worker.Find(slot.Allocation) == slot && !slot.IsHeld)
        {
            Remove(worker, slot);
            CheckLater();
        }
    }

    /// <summary>Workers of an earlier ResourceManager have been found: slots are handed out from now on.</summary>
    public void Begin()
    {
        _hasBegun = true;
        CheckSoon();
    }

    /// <summary>Compares demand and supply at once, or at the end of the time in which changes are gathered.</summary>
    public void CheckSoon()
    {
        if (_hasBegun)
        {
            _check.Soon();
        }
    }

    // What nobody waits for, or what must not be tried again at once.
    private void CheckLater()
    {
        if (_hasBegun)
        {
            _check.Later();
        }
    }

    private void Check()
    {
        PlanSlots();
        KeepReserve();
        _notices.Tell(_supply.Trouble, _pending.SelectMany(static worker => worker.Planned).Select(static planned => planned.Job), job => _jobs[job].Acquired);
        _idle?.Check();
        DeclareWorkersSoon();
    }

    private void PlanSlots()
    {
        _pending.ForEach(static worker => worker.Clear());
        var most = _room?.Growth ?? 0;
        if (_pending.Count > most)
        {
            _pending.RemoveRange(most, _pending.Count - most);
        }

        var demands = _jobs.Values.Where(demand => demand.HasDeclared && _calls.HasMaster(demand.Job));
        var plan = _planner.Plan(demands, _workers.Values, _pending, _supply.Startable, most);
        _pending.RemoveAll(static worker => worker.Planned.Count == 0);
        foreach (var (worker, job, need) in plan.Slots)
        {
            var slot = new WorkerSlot(_calls.NextAllocation(), job, need);
            Add(worker, slot);
            _calls.Request(worker, slot);
        }

        TellUnfulfillable(plan);
    }

    private void TellUnfulfillable(SlotPlan plan)
    {
        if (!_tellsUnfulfillable)
        {
            return;
        }

        foreach (var missing in plan.Unfulfillable.GroupBy(static entry => entry.Job, static entry => entry.Missing))
        {
            var reason = Shortage.Describe([.. missing], _workers.Values, _supply.Startable, plan.IsCutByLimits);
            _calls.NotEnough(missing.Key, reason, _jobs[missing.Key].Acquired);
        }
    }

    // Workers that no job waits for, so that the cluster is as large as it has to be and has its reserve.
    private void KeepReserve()
    {
        for (var missing = _room?.Missing(_pending) ?? 0; missing > 0; missing--)
        {
            _pending.Add(new PendingWorker(_supply.Startable!));
        }
    }

    private void DeclareWorkersSoon()
    {
        if (_supply.Startable is not null)
        {
            _declaration.Soon();
        }
    }

    private void DeclareWorkers()
    {
        var needed = new Dictionary<WorkerSpec, int>();
        var unwanted = new Dictionary<WorkerSpec, List<TaskManagerId>>();
        var leaving = new Dictionary<WorkerSpec, List<TaskManagerId>>();
        foreach (var worker in _workers.Values)
        {
            var isWanted = !worker.IsUnwanted && !worker.IsLeaving;
            needed[worker.Spec] = needed.GetValueOrDefault(worker.Spec) + (isWanted ? 1 : 0);
            if (!isWanted)
            {
                var kinds = worker.IsUnwanted ? unwanted : leaving;
                (kinds.TryGetValue(worker.Spec, out var list) ? list : kinds[worker.Spec] = []).Add(worker.Id);
            }
        }

        foreach (var worker in _pending)
        {
            needed[worker.Spec] = needed.GetValueOrDefault(worker.Spec) + 1;
        }

        _supply.Declare([.. needed.Select(pair => new WorkerDeclaration(pair.Key, pair.Value, unwanted.GetValueOrDefault(pair.Key) ?? [])
        {
            Leaving = leaving.GetValueOrDefault(pair.Key) ?? [],
        })]);
    }

    private void Release(RegisteredWorker worker)
    {
        _room!.Remove(worker);
        worker.IsUnwanted = true;
        DeclareWorkersSoon();
    }

    // One that jobs wait for comes before the reserve. From the end of the list: thousands may stand before it.
    private void RemovePending(WorkerSpec spec)
    {
        var place = _pending.FindLastIndex(worker => worker.Planned.Count > 0 && worker.Spec == spec);
        place = place >= 0 ? place : _pending.FindLastIndex(worker => worker.Spec == spec);
        if (place >= 0)
        {
            _pending.RemoveAt(place);
        }
    }

    private bool Reconcile(RegisteredWorker worker, SlotReport report)
    {
        worker.Version = report.Version;
        var changed = worker.IsInDoubt;
        worker.IsInDoubt = false;
        var reported = new HashSet<AllocationId>();
        foreach (var status in report.Held)
        {
            reported.Add(status.Allocation);
            if (worker.Find(status.Allocation) is not { } slot)
            {
                slot = new WorkerSlot(status.Allocation, status.Job, status.Need);
                Add(worker, slot);
                changed = true;
            }

            slot.IsHeld = true;
            slot.Tasks = status.Tasks;
        }

        foreach (var slot in worker.Slots.Where(slot => slot.IsHeld && !reported.Contains(slot.Allocation)).ToArray())
        {
            Remove(worker, slot);
            changed = true;
        }

        return changed;
    }

    private void Add(RegisteredWorker worker, WorkerSlot slot)
    {
        _room?.Remove(worker);
        worker.Add(slot);
        _room?.Add(worker);
        _idle?.Remove(worker);
        if (!worker.IsLeaving)
        {
            DemandOf(slot.Job).Add(slot.Need);
        }
    }

    private void Remove(RegisteredWorker worker, WorkerSlot slot)
    {
        _room?.Remove(worker);
        worker.Remove(slot);
        _room?.Add(worker);
        if (worker.IsLeaving)
        {
            // Others have taken its place: with its last work it is of no use any more.
            worker.IsUnwanted = worker.Slots.Count == 0;
            DeclareWorkersSoon();
            return;
        }

        if (worker.Slots.Count == 0)
        {
            _idle?.Add(worker);
        }

        RemoveFromDemand(slot);
    }

    private void RemoveFromDemand(WorkerSlot slot)
    {
        var demand = DemandOf(slot.Job);
        demand.Remove(slot.Need);
        Forget(demand);
    }

    private JobDemand DemandOf(JobId job)
    {
        if (!_jobs.TryGetValue(job, out var demand))
        {
            demand = new JobDemand(job);
            _jobs.Add(job, demand);
        }

        return demand;
    }

    private void Forget(JobDemand demand)
    {
        if (demand.IsEmpty)
        {
            _jobs.Remove(demand.Job);
        }
    }
}
