using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Workers;

/// <summary>The workers that the driver has started or found and that are not gone, by id and by kind.</summary>
internal sealed class Workforce
{
    private readonly Dictionary<TaskManagerId, ManagedWorker> _workers = [];
    private readonly Dictionary<WorkerSpec, WorkerKind> _kinds = [];
    private volatile int _pending;

    /// <summary>Every kind that was ever declared or has registered.</summary>
    public IReadOnlyCollection<WorkerKind> Kinds => _kinds.Values;

    /// <summary>Those that are requested or started and have not registered, as last counted; from any thread.</summary>
    public int Pending => _pending;

    /// <summary>Whether one that was started has not registered yet.</summary>
    public bool IsAnyBooting => _kinds.Values.Any(static kind => kind.Unregistered.Count > 0);

    /// <summary>One of them; null when there is none of this id.</summary>
    public ManagedWorker? Find(TaskManagerId worker) => _workers.GetValueOrDefault(worker);

    public void Add(ManagedWorker worker) => _workers.Add(worker.Id, worker);

    /// <summary>One was released, lost or given up.</summary>
    public void Remove(ManagedWorker worker, string reason)
    {
        worker.IsGone = true;
        worker.Span?.Failed(reason);
        worker.MoveTo(null);
        _workers.Remove(worker.Id);
        CountPending();
    }

    public WorkerKind KindOf(WorkerSpec spec)
    {
        if (!_kinds.TryGetValue(spec, out var kind))
        {
            kind = new WorkerKind(spec);
            _kinds.Add(spec, kind);
        }

        return kind;
    }

    /// <summary>Counts those who are pending anew, for meters, which read it from elsewhere: after each change of requests and registrations.</summary>
    public void CountPending()
    {
        var pending = 0;
        foreach (var kind in _kinds.Values)
        {
            pending += kind.Unanswered.Count + kind.Unregistered.Count;
        }

        _pending = pending;
    }
}
