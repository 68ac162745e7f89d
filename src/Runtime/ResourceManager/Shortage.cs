using System.Globalization;
using Flink.Core.Configuration;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>Puts into words what a job will not get.</summary>
internal static class Shortage
{
    public static string Describe(
        IReadOnlyList<ResourceRequirement> missing, IReadOnlyCollection<RegisteredWorker> workers, WorkerSpec? startable, bool isCutByLimits)
    {
        var count = missing.Sum(static need => need.Count);
        var size = missing.Any(static need => need.Profile.Kind is ResourceProfileKind.Sized)
            ? $" ({string.Join("; ", missing.Select(static need => $"{need.Count} with {need.Profile}"))})"
            : "";
        var slots = workers.Sum(static worker => worker.Spec.SlotCount);
        var free = workers.Sum(static worker => worker.FreeSlotCount);
        var advice = isCutByLimits
            ? $"The cluster may not grow any more: raise {ResourceManagerOptions.MaxSlots.Key} ({ResourceManagerOptions.MaxTotalCpu.Key}, {ResourceManagerOptions.MaxTotalMemory.Key}), or lower the job's parallelism."
            : startable is null && size.Length > 0
            ? "No TaskManager has so much left: start more or larger ones (taskmanager.memory.*, taskmanager.cpu.cores), or ask for smaller slots in the job's slot-sharing groups."
            : startable is null
            ? "Start more TaskManagers, raise taskmanager.numberOfTaskSlots, or lower the job's parallelism."
            : $"A slot is larger than a whole TaskManager, which has {startable.Total}: raise the TaskManagers' memory and cores (taskmanager.memory.*, taskmanager.cpu.cores), or ask for smaller slots in the job's slot-sharing groups.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{count} {(count == 1 ? "slot is" : "slots are")} missing{size}: {workers.Count} TaskManagers are registered with {slots} slots, {free} of them free. {advice}");
    }
}
