using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>The slots of one job: declares how many it needs, takes what is offered, gives back what it does not need any more (Flink's DeclarativeSlotPool).</summary>
/// <param name="job">The job.</param>
/// <param name="supply">Where slots come from.</param>
/// <param name="clock">For how long slots are idle.</param>
/// <param name="idleTimeout">How long a slot beyond the need is kept.</param>
/// <remarks>Belongs to the job master's endpoint. Every operation takes time that does not depend on how many slots there are, but for loops over slots lost or given back.</remarks>
internal sealed class SlotPool(JobId job, ISlotSupply supply, TimeProvider clock, TimeSpan idleTimeout)
{
    private readonly Dictionary<TaskManagerId, TaskManagerConnection> _taskManagers = [];
    private readonly Dictionary<AllocationId, PhysicalSlot> _slots = [];
    private readonly Dictionary<ResourceProfile, Needs> _needs = [];
    private bool _hasChanged;

    /// <summary>The TaskManagers that offer slots.</summary>
    public IReadOnlyCollection<TaskManagerConnection> TaskManagers => _taskManagers.Values;

    /// <summary>Slots that it has.</summary>
    public int Count => _slots.Count;

    /// <summary>Slots that are needed.</summary>
    public int Required => _needs.Values.Sum(static needs => needs.Required);

    /// <summary>Whether there is a free slot for each that is used on a TaskManager that is about to go.</summary>
    public bool CanReplaceLeaving => _needs.Values.All(static needs => needs.Free.Count >= needs.Leaving);

    /// <summary>More or fewer slots are needed; <see cref="Declare"/> says so.</summary>
    public void Require(ResourceProfile profile, int more)
    {
        NeedsOf(profile).Required += more;
        _hasChanged = true;
    }

    /// <summary>Tells the supply what is needed, where that has changed.</summary>
    public void Declare()
    {
        if (_hasChanged)
        {
            _hasChanged = false;
            supply.Declare(
                [.. _needs.Where(static pair => pair.Value.Required > 0).Select(static pair => new ResourceRequirement(pair.Key, pair.Value.Required))]);
        }
    }

    /// <summary>A TaskManager will offer slots.</summary>
    public void Add(TaskManagerConnection taskManager) => _taskManagers[taskManager.Location.Id] = taskManager;

    /// <summary>The TaskManager of an id; null when it is not there.</summary>
    public TaskManagerConnection? Find(TaskManagerId id) => _taskManagers.GetValueOrDefault(id);

    /// <summary>The slot of an assignment; null when it is not there.</summary>
    public PhysicalSlot? Find(AllocationId allocation) => _slots.GetValueOrDefault(allocation);

    /// <summary>Takes those slots that are needed; one that it has already is accepted again.</summary>
    public IReadOnlyList<AllocationId> Offer(TaskManagerConnection taskManager, IReadOnlyList<SlotOffer> offers)
    {
        var accepted = new List<AllocationId>(offers.Count);
        foreach (var offer in offers)
        {
            if (_slots.TryGetValue(offer.Allocation, out var known) ? known.TaskManager == taskManager : !taskManager.IsLeaving && TryAdd(taskManager, offer))
            {
                accepted.Add(offer.Allocation);
            }
        }

        return accepted;
    }

    /// <summary>A free slot.</summary>
    /// <param name="need">The size that is needed.</param>
    /// <param name="preferred">Taken where it is free; null for any.</param>
    public PhysicalSlot? TryTake(ResourceProfile need, PhysicalSlot? preferred)
    {
        var free = NeedsOf(need).Free;
        var node = preferred is { User: null, Node: { } own } && own.List == free ? own : free.First;
        if (node is null)
        {
            return null;
        }

        free.Remove(node);
        return node.Value;
    }

    /// <summary>A slot is not used any more.</summary>
    public void Free(PhysicalSlot slot)
    {
        slot.User = null;
        if (slot.TaskManager.IsLeaving && _slots.ContainsKey(slot.Allocation))
        {
            GiveBack(slot, "Its TaskManager is about to go.");
        }
        else if (_slots.ContainsKey(slot.Allocation))
        {
            slot.FreeSince = clock.GetTimestamp();
            NeedsOf(slot.Need).Free.AddLast(slot.Node);
        }
    }

    /// <summary>A TaskManager is about to go: its free slots are given back, and others are taken in the place of those that are used.</summary>
    public void Leave(TaskManagerConnection taskManager)
    {
        foreach (var slot in taskManager.Slots.Where(static slot => slot.User is null).ToList())
        {
            GiveBack(slot, "Its TaskManager is about to go.");
        }

        taskManager.IsLeaving = true;
        foreach (var slot in taskManager.Slots)
        {
            var needs = NeedsOf(slot.Need);
            needs.Count--;
            needs.Leaving++;
        }
    }

    /// <summary>A slot is gone.</summary>
    public void Remove(PhysicalSlot slot)
    {
        if (_slots.Remove(slot.Allocation))
        {
            slot.TaskManager.Slots.Remove(slot);
            Forget(slot);
        }
    }

    /// <summary>A TaskManager is gone, with all its slots.</summary>
    /// <returns>The slots.</returns>
    public IReadOnlyList<PhysicalSlot> Remove(TaskManagerConnection taskManager)
    {
        _taskManagers.Remove(taskManager.Location.Id);
        PhysicalSlot[] lost = [.. taskManager.Slots];
        taskManager.Slots.Clear();
        foreach (var slot in lost)
        {
            _slots.Remove(slot.Allocation);
            Forget(slot);
        }

        return lost;
    }

    /// <summary>Gives back slots beyond the need that nobody has used for long.</summary>
    public void FreeIdle()
    {
        foreach (var needs in _needs.Values)
        {
            while (needs.Count > needs.Required && needs.Free.First?.Value is { } slot && clock.GetElapsedTime(slot.FreeSince) >= idleTimeout)
            {
                GiveBack(slot, "The job has not needed it for a while.");
            }
        }
    }

    /// <summary>Gives back every slot.</summary>
    public void Close(string reason)
    {
        foreach (var slot in _slots.Values.ToList())
        {
            GiveBack(slot, reason);
        }
    }

    private void GiveBack(PhysicalSlot slot, string reason)
    {
        Remove(slot);
        slot.TaskManager.Gateway.FreeSlot(job, slot.Allocation, reason);
    }

    private bool TryAdd(TaskManagerConnection taskManager, SlotOffer offer)
    {
        if (!_needs.TryGetValue(offer.Need, out var needs) || needs.Count >= needs.Required)
        {
            return false;
        }

        var slot = new PhysicalSlot(taskManager, offer);
        needs.Count++;
        _slots.Add(offer.Allocation, slot);
        taskManager.Slots.Add(slot);
        Free(slot);
        return true;
    }

    private void Forget(PhysicalSlot slot)
    {
        var needs = NeedsOf(slot.Need);
        if (slot.TaskManager.IsLeaving)
        {
            needs.Leaving--;
            return;
        }

        needs.Count--;
        if (slot.Node.List == needs.Free)
        {
            needs.Free.Remove(slot.Node);
        }
    }

    private Needs NeedsOf(ResourceProfile profile)
    {
        if (!_needs.TryGetValue(profile, out var needs))
        {
            _needs.Add(profile, needs = new Needs());
        }

        return needs;
    }

    private sealed class Needs
    {
        public int Required { get; set; }

        // Those of TaskManagers that are about to go are counted apart: others are wanted in their place.
        public int Count { get; set; }

        public int Leaving { get; set; }

        public LinkedList<PhysicalSlot> Free { get; } = [];
    }
}
