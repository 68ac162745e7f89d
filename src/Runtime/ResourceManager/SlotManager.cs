using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>Knows what jobs need and what workers have, and gives the one to the other (Flink's FineGrainedSlotManager).</summary>
/// <remarks>
/// Part of the ResourceManager's endpoint. Level-triggered: every change leads to a comparison of everything that is declared with
/// everything that is there, never to a step that depends on the one before. The first comparison after a quiet time happens at once,
/// so that a job that finds free slots starts at once; those that follow within <c>slotmanager.requirement-check.delay</c> become one.
/// </remarks>
internal sealed class SlotManager(ResourceManagerSettings settings, IWorkerSupply supply, ISlotCalls calls)
{
    private readonly Dictionary<JobId, JobDemand> _jobs = [];
    private readonly Dictionary<InstanceId, RegisteredWorker> _workers = [];
    private readonly List<PendingWorker> _pending = [];
    private readonly SlotPlanner _planner = new(settings.SpreadsEvenly);
    private IDisposable? _checkWindow;
    private IDisposable? _declaration;
    private bool _isCheckDue;
    private bool _tellsUnfulfillable = true;

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

        if (hadDeclared || requirements.Count > 0)
        {
            CheckSoon();
        }
    }

    /// <summary>A job is gone for good.</summary>
    public void Clear(JobId job)
    {
        foreach (var worker in _workers.Values.Where(worker => worker.Slots.Any(slot => slot.Job == job)))
        {
            calls.FreeInactive(worker, job);
        }

        Declare(job, []);
    }

    /// <summary>A job's master can be told about slots (again).</summary>
    public void MasterCame(JobId job)
    {
        if (_jobs.ContainsKey(job))
        {
            CheckSoon();
        }
    }

    /// <summary>A worker has registered and says what it has.</summary>
    public RegisteredWorker Register(InstanceId instance, TaskManagerDescription description, SlotReport report)
    {
        var worker = new RegisteredWorker(instance, description);
        _workers.Add(instance, worker);
        Reconcile(worker, report);

        // A worker with slots of an earlier life is none that is waited for.
        if (report.Held.Count == 0 && PendingFor(worker.Spec) is { } pending)
        {
            _pending.Remove(pending);
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

        foreach (var slot in worker.Slots.ToArray())
        {
            Remove(worker, slot);
        }

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

        worker.IsLeaving = true;
        CheckSoon();
    }

    /// <summary>Whether what jobs have of a worker can be had elsewhere: now, or as soon as another worker has been started.</summary>
    public bool CanReplace(RegisteredWorker worker) =>
        supply.Startable is not null
        || worker.Slots.Count <= _workers.Values.Where(static other => other is { IsLeaving: false, IsInDoubt: false }).Sum(static other => other.FreeSlotCount);

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
            CheckSoon();
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

    /// <summary>Compares demand and supply at once, or at the end of the time in which changes are gathered.</summary>
    public void CheckSoon()
    {
        if (_checkWindow is not null)
        {
            _isCheckDue = true;
            return;
        }

        _checkWindow = calls.After(settings.CheckDelay, CheckWindowEnded);
        Check();
    }

    private void CheckLater()
    {
        _isCheckDue = true;
        _checkWindow ??= calls.After(settings.CheckDelay, CheckWindowEnded);
    }

    private void CheckWindowEnded()
    {
        _checkWindow = null;
        if (_isCheckDue)
        {
            _isCheckDue = false;
            CheckSoon();
        }
    }

    private void Check()
    {
        _pending.ForEach(static worker => worker.Clear());
        var demands = _jobs.Values.Where(demand => demand.HasDeclared && calls.HasMaster(demand.Job));
        var plan = _planner.Plan(demands, _workers.Values, _pending, supply.Startable);
        _pending.RemoveAll(static worker => worker.Planned.Count == 0);
        foreach (var (worker, job, profile) in plan.Slots)
        {
            var slot = new WorkerSlot(calls.NextAllocation(), job, profile);
            Add(worker, slot);
            calls.Request(worker, slot);
        }

        TellUnfulfillable(plan);
        DeclareWorkersLater();
    }

    private void TellUnfulfillable(SlotPlan plan)
    {
        if (!_tellsUnfulfillable)
        {
            return;
        }

        foreach (var missing in plan.Unfulfillable.GroupBy(static entry => entry.Job, static entry => entry.Missing))
        {
            calls.NotEnough(missing.Key, Shortage.Describe([.. missing], _workers.Values, supply.Startable), _jobs[missing.Key].Acquired);
        }
    }

    private void DeclareWorkersLater()
    {
        if (supply.Startable is not null)
        {
            _declaration ??= calls.After(settings.DeclarationDelay, DeclareWorkers);
        }
    }

    private void DeclareWorkers()
    {
        _declaration = null;
        var needed = new Dictionary<WorkerSpec, int>();
        foreach (var spec in _workers.Values.Where(static worker => !worker.IsLeaving).Select(static worker => worker.Spec).Concat(_pending.Select(static worker => worker.Spec)))
        {
            needed[spec] = needed.GetValueOrDefault(spec) + 1;
        }

        var leaving = _workers.Values.Where(static worker => worker.IsLeaving).ToLookup(static worker => worker.Spec);
        foreach (var specs in leaving)
        {
            needed.TryAdd(specs.Key, 0);
        }

        supply.Declare([.. needed.Select(pair => new WorkerDeclaration(pair.Key, pair.Value, IdsOf(leaving[pair.Key], isIdle: true))
        {
            Leaving = IdsOf(leaving[pair.Key], isIdle: false),
        })]);
    }

    private static TaskManagerId[] IdsOf(IEnumerable<RegisteredWorker> workers, bool isIdle) =>
        [.. workers.Where(worker => worker.Slots.Count == 0 == isIdle).Select(static worker => worker.Id)];

    private PendingWorker? PendingFor(WorkerSpec spec) =>
        _pending.Find(worker => worker.Spec == spec && worker.Planned.Count > 0) ?? _pending.Find(worker => worker.Spec == spec);

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
                slot = new WorkerSlot(status.Allocation, status.Job, status.Profile);
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
        worker.Add(slot);
        if (!worker.IsLeaving)
        {
            DemandOf(slot.Job).Add(slot.Profile);
        }
    }

    private void Remove(RegisteredWorker worker, WorkerSlot slot)
    {
        worker.Remove(slot);
        if (worker.IsLeaving)
        {
            DeclareWorkersLater();
        }
        else
        {
            RemoveFromDemand(slot);
        }
    }

    private void RemoveFromDemand(WorkerSlot slot)
    {
        var demand = DemandOf(slot.Job);
        demand.Remove(slot.Profile);
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
