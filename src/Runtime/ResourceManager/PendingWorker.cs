using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>A worker that was asked for and has not registered, with the slots that are planned on it.</summary>
internal sealed class PendingWorker(WorkerSpec spec)
{
    private readonly List<(JobId Job, ResourceProfile Slot)> _planned = [];

    public WorkerSpec Spec => spec;

    public ResourceProfile Free { get; private set; } = spec.Total;

    public IReadOnlyList<(JobId Job, ResourceProfile Slot)> Planned => _planned;

    public bool HasRoom(ResourceProfile slot) => RegisteredWorker.HasRoom(spec, Free, _planned.Count, slot);

    public void Plan(JobId job, ResourceProfile slot)
    {
        _planned.Add((job, slot));
        Free = Free.Subtract(slot);
    }

    /// <summary>Forgets the plan: it is made anew.</summary>
    public void Clear()
    {
        _planned.Clear();
        Free = spec.Total;
    }
}
