using Flink.Core.Configuration;
using Flink.Runtime.Memory;

namespace Flink.Runtime.Slots;

/// <summary>A kind of worker. Two are the same kind when they are equal, so what a worker reports must equal what was asked for.</summary>
/// <param name="Total">Everything that its slots can have together.</param>
/// <param name="DefaultSlot">What a job gets that does not say how large a slot it needs.</param>
/// <param name="SlotCount">How many of these it has.</param>
public sealed record WorkerSpec(ResourceProfile Total, ResourceProfile DefaultSlot, int SlotCount)
{
    private const long NetworkBuffer = 32 * 1024;

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

    /// <summary>How large a slot for a need is on such a worker. Whoever asks, here or there, gets the same.</summary>
    /// <remarks>
    /// Without amounts it is the default slot. Nobody says how much network memory a slot needs: it has the share of it that it has of the cores, so
    /// that slots which fit the worker otherwise never lack it.
    /// </remarks>
    public ResourceProfile Resolve(ResourceProfile need) => need.Kind switch
    {
        ResourceProfileKind.Unknown => DefaultSlot,
        ResourceProfileKind.Sized when need.Network == 0 && Total is { Kind: ResourceProfileKind.Sized, Network: > 0 } => need.WithNetwork(NetworkOf(Total.Network, need.Cpu, Total.Cpu)),
        _ => need,
    };

    /// <summary>The network memory of a slot that names its cores, in bytes.</summary>
    /// <param name="whole">That of the worker, in bytes.</param>
    /// <param name="cores">The slot's cores.</param>
    /// <param name="of">The worker's cores.</param>
    /// <returns>Whole buffers of 32 KB, cut off: the last places of a third of a core must not decide whether a slot fits.</returns>
    public static long NetworkOf(long whole, decimal cores, decimal of) =>
        of == 0 ? 0 : (long)(whole * Math.Min(1, cores / of)) / NetworkBuffer * NetworkBuffer;
}
