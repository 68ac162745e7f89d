using Flink.Core.Configuration;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;

namespace Flink.Cli.Processes;

/// <summary>What a worker's slots can have, as it follows from its configuration; whoever requests a worker derives the same.</summary>
/// <param name="Total">All slots together: without the parts of the engine and of the runtime, which are in no slot.</param>
/// <param name="DefaultSlot">An equal share.</param>
/// <param name="SlotCount">How many of these there are.</param>
internal sealed record WorkerProfile(ResourceProfile Total, ResourceProfile DefaultSlot, int SlotCount)
{
    public static WorkerProfile Of(FlinkConfiguration configuration, TaskManagerProcessMemory memory)
    {
        var slots = configuration.Get(TaskManagerOptions.TaskSlots);
        var cores = configuration.TryGet(TaskManagerOptions.CpuCores, out var configured) ? (decimal)configured : slots;
        var total = new ResourceProfile(cores, memory.TaskHeap, memory.TaskOffHeap, memory.Managed, memory.Network);
        return new WorkerProfile(total, total.DividedBy(slots), slots);
    }
}
