using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>A worker that has reported its slots, and what is left of it.</summary>
internal sealed class RegisteredWorker
{
    private readonly Dictionary<AllocationId, WorkerSlot> _slots = [];
    private bool _isOvercommitted;
    private SlotCounts? _counts;
    private int _countedFree;

    public RegisteredWorker(InstanceId instance, TaskManagerDescription description, string? node = null)
    {
        Node = node ?? description.Node;
        Instance = instance;
        Description = description;
        Spec = WorkerSpec.Of(description);
        Free = description.Total;
    }

    public InstanceId Instance { get; }

    public TaskManagerDescription Description { get; }

    public TaskManagerId Id => Description.Location.Id;

    public WorkerSpec Spec { get; }

    /// <summary>What no slot has.</summary>
    public ResourceProfile Free { get; private set; }

    public IReadOnlyCollection<WorkerSlot> Slots => _slots.Values;

    /// <summary>The machine that it runs on, as whoever started it names it; null when that is not known.</summary>
    public string? Node { get; }

    /// <summary>Whether nothing new is placed on its machine.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Whether it is about to be ended, since the cluster can do without it.</summary>
    public bool IsUnwanted { get; set; }

    /// <summary>Since when no job uses it; means something while <see cref="IdlePlace"/> is there.</summary>
    public DateTimeOffset IdleSince { get; set; }

    /// <summary>Its place among the idle workers; null while it is used.</summary>
    public LinkedListNode<RegisteredWorker>? IdlePlace { get; set; }

    /// <summary>Whether it has been asked if it can be ended, and has not answered.</summary>
    public bool IsAskedToGo { get; set; }

    /// <summary>Whether something new can be placed on it.</summary>
    public bool IsUsable => !IsInDoubt && !IsBlocked && !IsUnwanted && !IsLeaving;

    /// <summary>Version of the newest report.</summary>
    public long Version { get; set; } = -1;

    /// <summary>Whether it did not answer, so that what it holds is unknown until its next report.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>Whether it is about to go: nothing is placed on it, and what it has counts for nobody.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Default slots that could still be cut.</summary>
    public int FreeSlotCount => Math.Max(0, Math.Min(Spec.SlotCount - _slots.Count, Free.CountOf(Spec.DefaultSlot)));

    /// <summary>Share of a worker that is taken, 0 to 1: of the scarcest resource.</summary>
    public static double UtilizationOf(WorkerSpec spec, ResourceProfile free, int slots)
    {
        var total = spec.Total;
        if (total.Kind is not ResourceProfileKind.Sized || (total.Cpu == 0 && total.TotalMemory == 0))
        {
            return (double)slots / spec.SlotCount;
        }

        var cpu = total.Cpu == 0 ? 0 : 1 - (double)(free.Cpu / total.Cpu);
        var memory = total.TotalMemory == 0 ? 0 : 1 - ((double)free.TotalMemory / total.TotalMemory);
        return Math.Max(cpu, memory);
    }

    /// <summary>Whether a slot can still be cut. Where room is not measured, the number of slots bounds it.</summary>
    public static bool HasRoom(WorkerSpec spec, ResourceProfile free, int slots, ResourceProfile slot) =>
        spec.Total.Kind is ResourceProfileKind.Any ? slots < spec.SlotCount : free.Covers(slot);

    /// <summary>Counts its slots among those of the cluster from now on.</summary>
    public void CountIn(SlotCounts counts)
    {
        _counts = counts;
        _countedFree = FreeSlotCount;
        counts.Add(Spec.SlotCount, _countedFree);
    }

    /// <summary>Counts them no more.</summary>
    public void CountOut()
    {
        _counts?.Add(-Spec.SlotCount, -_countedFree);
        _counts = null;
    }

    public WorkerSlot? Find(AllocationId allocation) => _slots.GetValueOrDefault(allocation);

    public void Add(WorkerSlot slot)
    {
        _slots.Add(slot.Allocation, slot);
        if (!_isOvercommitted && Free.Covers(SizeOf(slot)))
        {
            Free = Free.Subtract(SizeOf(slot));
        }
        else
        {
            Measure();
        }

        CountAgain();
    }

    public void Remove(WorkerSlot slot)
    {
        _slots.Remove(slot.Allocation);
        if (_isOvercommitted)
        {
            Measure();
        }
        else
        {
            Free = Free.Add(SizeOf(slot));
        }

        CountAgain();
    }

    private ResourceProfile SizeOf(WorkerSlot slot) => Spec.Resolve(slot.Need);

    // A worker may report more than it said it has; that is its own affair, and it gets nothing more until there is room.
    private void Measure()
    {
        var used = _slots.Values.Aggregate(ResourceProfile.Zero, (sum, slot) => sum.Add(SizeOf(slot)));
        _isOvercommitted = !Description.Total.Covers(used);
        Free = _isOvercommitted ? ResourceProfile.Zero : Description.Total.Subtract(used);
    }

    private void CountAgain()
    {
        if (_counts is not null)
        {
            var free = FreeSlotCount;
            _counts.Add(0, free - _countedFree);
            _countedFree = free;
        }
    }
}
