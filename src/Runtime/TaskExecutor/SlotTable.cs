using Flink.Core.Graph;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskExecutor;

/// <summary>The slots of a worker: who has how much of it.</summary>
/// <remarks>Part of the worker's endpoint. A slot exists from its assignment to its release; what no slot has is room.</remarks>
/// <param name="worker">Whose they are.</param>
/// <param name="kind">What it has.</param>
internal sealed class SlotTable(TaskManagerId worker, WorkerSpec kind)
{
    private readonly SortedDictionary<int, TaskSlot> _byIndex = [];
    private readonly Dictionary<AllocationId, TaskSlot> _byAllocation = [];
    private ResourceProfile _free = kind.Total;

    /// <summary>Every slot, by index.</summary>
    public IReadOnlyCollection<TaskSlot> Slots => _byIndex.Values;

    /// <summary>Counts changes.</summary>
    public long Version { get; private set; }

    public TaskSlot? Find(AllocationId allocation) => _byAllocation.GetValueOrDefault(allocation);

    /// <summary>The slots of a job, by index.</summary>
    public IEnumerable<TaskSlot> Of(JobId job) => _byIndex.Values.Where(slot => slot.Job == job);

    /// <summary>Cuts a slot, or finds the one of the assignment.</summary>
    /// <returns>Null when there is no room, or when the assignment is another job's or ends.</returns>
    public TaskSlot? TryAllocate(JobId job, AllocationId allocation, ResourceProfile need)
    {
        if (Find(allocation) is { } known)
        {
            return known.Job == job && known.State is not TaskSlotState.Releasing ? known : null;
        }

        var size = kind.Resolve(need);
        if (!HasRoom(size))
        {
            return null;
        }

        var slot = new TaskSlot(allocation, FirstFreeIndex(), job, need);
        _byIndex.Add(slot.Index, slot);
        _byAllocation.Add(allocation, slot);
        _free = _free.Subtract(size);
        Version++;
        return slot;
    }

    /// <summary>Makes room of a slot without tasks.</summary>
    public void Remove(TaskSlot slot)
    {
        if (slot.Tasks.Count > 0)
        {
            throw new InvalidOperationException($"Slot {slot.Index} has {slot.Tasks.Count} tasks and cannot be removed.");
        }

        _byIndex.Remove(slot.Index);
        _byAllocation.Remove(slot.Allocation);
        _free = _free.Add(kind.Resolve(slot.Need));
        Version++;
    }

    /// <summary>What the ResourceManager is told.</summary>
    public SlotReport Report() => new(
        Version, [.. _byIndex.Values.Select(slot => new SlotStatus(new SlotId(worker, slot.Index), slot.Need, slot.Job, slot.Allocation, slot.Tasks.Count))]);

    // Where room is not measured, the number of slots bounds it.
    private bool HasRoom(ResourceProfile size) =>
        _free.Kind is ResourceProfileKind.Any ? _byIndex.Count < kind.SlotCount : size.Kind is ResourceProfileKind.Sized && _free.Covers(size);

    private int FirstFreeIndex()
    {
        var index = 0;
        foreach (var taken in _byIndex.Keys)
        {
            if (taken != index)
            {
                break;
            }

            index++;
        }

        return index;
    }
}
