using Flink.Core.Configuration;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskManager;

/// <summary>What slots have of a TaskManager's memory: what their slot-sharing group asks for, else an equal share of it.</summary>
/// <param name="settings">What the TaskManager may use.</param>
/// <param name="managed">Its managed memory.</param>
/// <param name="isAlone">Whether jobs run in this process alone: then there are as many slots as they want, and those without a size share everything.</param>
internal sealed class SlotShares(TaskManagerSettings settings, ManagedMemory managed, bool isAlone)
{
    /// <summary>Network memory of a slot of a group, in bytes.</summary>
    public long NetworkOf(JobGraph job, string group) => job.SlotResources.TryGetValue(group, out var size)
        ? WorkerSpec.NetworkOf(settings.NetworkMemory, size.CpuCores, settings.Cores ?? settings.Slots)
        : settings.NetworkMemory / settings.Slots;

    /// <summary>Managed memory of a slot of a group.</summary>
    public IManagedMemory ManagedOf(JobGraph job, string group)
    {
        var owner = $"a slot of slot-sharing group '{group}' of job '{job.Name}'";
        if (job.SlotResources.TryGetValue(group, out var size))
        {
            return new ManagedMemoryPart(
                managed, size.ManagedMemory.Bytes, owner, $"Give the group more ({nameof(SlotSharingGroupBuilder)}.{nameof(SlotSharingGroupBuilder.SetManagedMemory)}), or raise its parallelism.");
        }

        return isAlone
            ? managed
            : new ManagedMemoryPart(
                managed,
                settings.ManagedMemory / settings.Slots,
                owner,
                $"Raise {TaskManagerMemoryOptions.ManagedSize.Key}, lower {TaskManagerOptions.TaskSlots.Key}, raise the parallelism, or give the group a size of its own.");
    }
}
