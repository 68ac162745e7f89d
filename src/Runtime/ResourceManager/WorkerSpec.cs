using Flink.Core.Configuration;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>A kind of worker. Two are the same kind when they are equal, so what a worker reports must equal what was asked for.</summary>
/// <param name="Total">Everything that its slots can have together.</param>
/// <param name="DefaultSlot">What a job gets that does not say how large a slot it needs.</param>
/// <param name="SlotCount">How many of these it has.</param>
public sealed record WorkerSpec(ResourceProfile Total, ResourceProfile DefaultSlot, int SlotCount)
{
    /// <summary>The kind of a worker that is configured so: what it reports, and what whoever requests it expects.</summary>
    /// <param name="configuration">The worker's.</param>
    /// <param name="memory">Its memory; parts of the engine and of the runtime are in no slot.</param>
    public static WorkerSpec From(FlinkConfiguration configuration, TaskManagerProcessMemory memory)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(memory);
        var slots = configuration.Get(TaskManagerOptions.TaskSlots);
        var total = new ResourceProfile(CpusOf(configuration), memory.TaskHeap, memory.TaskOffHeap, memory.Managed, memory.Network);
        return new WorkerSpec(total, total.DividedBy(slots), slots);
    }

    /// <summary>The processors of a worker that is configured so; one for each slot, unless something else is said.</summary>
    public static decimal CpusOf(FlinkConfiguration configuration) =>
        configuration.TryGet(TaskManagerOptions.CpuCores, out var configured) ? (decimal)configured : configuration.Get(TaskManagerOptions.TaskSlots);

    /// <summary>The kind that a worker says it is.</summary>
    public static WorkerSpec Of(TaskManagerDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return new WorkerSpec(description.Total, description.DefaultSlot, description.SlotCount);
    }

    /// <summary>What a need without amounts means on such a worker.</summary>
    public ResourceProfile Resolve(ResourceProfile need) => need.Kind is ResourceProfileKind.Unknown ? DefaultSlot : need;
}
