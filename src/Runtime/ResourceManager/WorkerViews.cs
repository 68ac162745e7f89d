using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>Workers as people see them.</summary>
internal static class WorkerViews
{
    public static TaskManagerDetails Describe(WorkerConnection worker)
    {
        var description = worker.Description;
        return new TaskManagerDetails
        {
            Id = worker.Id.Value,
            Path = description.Location.Rpc.ToString(),
            DataPort = description.Location.DataPort,
            LastHeartbeat = worker.LastHeartbeat,
            Slots = description.SlotCount,
            FreeSlots = worker.Slots?.FreeSlotCount ?? description.SlotCount,
            Total = FiguresOf(description.Total),
            Free = FiguresOf(worker.Slots?.Free ?? description.Total),
            Hardware = new HardwareFigures(
                description.Hardware.Cores, description.Hardware.PhysicalMemory, description.Hardware.HeapLimit, description.Hardware.ManagedMemory),
            Memory = MemoryOf(description.Memory),
            Allocated = [.. worker.Slots?.Slots.Select(slot => new AllocatedSlot(slot.Job, FiguresOf(worker.Slots!.Spec.Resolve(slot.Need)), slot.Tasks)) ?? []],
        };
    }

    private static ResourceFigures FiguresOf(ResourceProfile profile) =>
        new((double)profile.Cpu, profile.Heap, profile.OffHeap, profile.Managed, profile.Network)
        {
            Extended = profile.External.ToDictionary(static one => one.Name, static one => (double)one.Amount, StringComparer.Ordinal),
        };

    private static MemoryFigures MemoryOf(WorkerMemory memory) => new()
    {
        FrameworkHeap = memory.FrameworkHeap,
        TaskHeap = memory.TaskHeap,
        FrameworkOffHeap = memory.FrameworkOffHeap,
        TaskOffHeap = memory.TaskOffHeap,
        Network = memory.Network,
        Managed = memory.Managed,
        Metaspace = memory.Metaspace,
        Overhead = memory.Overhead,
        TotalFlink = memory.TotalFlink,
        TotalProcess = memory.TotalProcess,
    };
}
