using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Yarn.Configuration;

namespace Flink.Yarn.Workers;

/// <summary>What YARN says of the size of containers.</summary>
internal static class ContainerSize
{
    /// <summary>The refusal of a worker that is larger than any container may be.</summary>
    public static WorkerRequestException Refuse(long memoryMb, int virtualCores, long mostMemoryMb, long mostVirtualCores) => new(
        $"A worker is to have {memoryMb} MB of memory and {virtualCores} virtual cores, but YARN gives a container no more than {mostMemoryMb} MB and {mostVirtualCores}: "
            + $"make '{TaskManagerMemoryOptions.ProcessSize.Key}', '{TaskManagerOptions.CpuCores.Key}' or '{YarnOptions.ContainerCores.Key}' smaller, or YARN's 'yarn.scheduler.maximum-allocation-mb' and '-vcores' larger",
        isRetryable: false);
}
