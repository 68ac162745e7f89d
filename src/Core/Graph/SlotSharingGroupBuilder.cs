using Flink.Core.Configuration;

namespace Flink.Core.Graph;

/// <summary>Describes a slot-sharing group. A size needs cores and heap; the rest is zero where nothing is said.</summary>
/// <remarks>Not safe for concurrent use. What is set last counts.</remarks>
public sealed class SlotSharingGroupBuilder
{
    private readonly string _name;
    private decimal? _cpuCores;
    private MemorySize? _taskHeap;
    private MemorySize? _taskOffHeap;
    private MemorySize? _managed;

    internal SlotSharingGroupBuilder(string name) => _name = name;

    /// <summary>Cores of a slot.</summary>
    /// <param name="cores">At least a hundred-millionth, the smallest part that is kept; at most a million.</param>
    public SlotSharingGroupBuilder SetCpuCores(double cores)
    {
        const double smallest = 0.00000001;
        const double most = 1_000_000;
        if (!(cores is >= smallest and <= most))
        {
            throw new ArgumentOutOfRangeException(nameof(cores), cores, "The cores of a slot are above zero.");
        }

        _cpuCores = (decimal)cores;
        return this;
    }

    /// <summary>Heap of a slot: objects of user code. Above zero.</summary>
    public SlotSharingGroupBuilder SetTaskHeapMemory(MemorySize size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(size, MemorySize.Zero);
        _taskHeap = size;
        return this;
    }

    /// <summary>Heap of a slot in mebibytes.</summary>
    public SlotSharingGroupBuilder SetTaskHeapMemoryMB(int mebibytes) => SetTaskHeapMemory(MemorySize.FromMebibytes(mebibytes));

    /// <summary>Native memory of a slot that user code takes by itself.</summary>
    public SlotSharingGroupBuilder SetTaskOffHeapMemory(MemorySize size)
    {
        _taskOffHeap = size;
        return this;
    }

    /// <summary>Native memory of a slot that user code takes by itself, in mebibytes.</summary>
    public SlotSharingGroupBuilder SetTaskOffHeapMemoryMB(int mebibytes) => SetTaskOffHeapMemory(MemorySize.FromMebibytes(mebibytes));

    /// <summary>Managed memory of a slot, where keyed state lies and operators sort. Operators of a group with a size and without it cannot keep keyed state.</summary>
    public SlotSharingGroupBuilder SetManagedMemory(MemorySize size)
    {
        _managed = size;
        return this;
    }

    /// <summary>Managed memory of a slot in mebibytes.</summary>
    public SlotSharingGroupBuilder SetManagedMemoryMB(int mebibytes) => SetManagedMemory(MemorySize.FromMebibytes(mebibytes));

    /// <summary>The group; without a size when none was set.</summary>
    /// <exception cref="InvalidOperationException">A part of the size was set, but not its cores or not its heap.</exception>
    public SlotSharingGroup Build()
    {
        if (_cpuCores is { } cores && _taskHeap is { } heap)
        {
            return new SlotSharingGroup(_name, new ResourceSpec(cores, heap, _taskOffHeap ?? MemorySize.Zero, _managed ?? MemorySize.Zero));
        }

        return _cpuCores is null && _taskHeap is null && _taskOffHeap is null && _managed is null
            ? new SlotSharingGroup(_name, null)
            : throw new InvalidOperationException(
                $"Slot-sharing group '{_name}' has a part of a size: a size needs cores and heap. Call {nameof(SetCpuCores)} and {nameof(SetTaskHeapMemory)} too.");
    }
}
