using System.Globalization;
using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Memory;
using Flink.Yarn.Clusters;
using Flink.Yarn.Configuration;
using Flink.Yarn.Services;

namespace Flink.Yarn.Workers;

/// <summary>What the components of workers are made of, in the service of a cluster and in those of further kinds.</summary>
internal static class WorkerServices
{
    private const string AlwaysAgain = "ALWAYS";
    private const string CountWindow = "yarn.service.failure-count-reset.window";

    /// <summary>Megabytes of a container for so many bytes.</summary>
    public static long MegabytesOf(long bytes) => (bytes + (1 << 20) - 1) >> 20;

    /// <summary>Processors of a worker's container.</summary>
    public static int CoresOf(FlinkConfiguration configuration, decimal cpus) =>
        configuration.Get(YarnOptions.ContainerCores) is > 0 and var cores ? cores : Math.Max(1, (int)Math.Ceiling(cpus));

    /// <summary>The component of workers of a size.</summary>
    /// <param name="memoryMb">The size.</param>
    /// <param name="virtualCores">The size.</param>
    /// <param name="shipped">What every container finds in its folder.</param>
    /// <param name="options">What the workers are configured with: a file that each term writes anew before it requests workers.</param>
    public static ServiceComponent Component(long memoryMb, int virtualCores, IEnumerable<ServiceFile> shipped, string options) => new()
    {
        Name = WorkerComponent.Name,
        Command = $"{ShippedFiles.Engine}/bin/yarn-container.sh taskmanager",
        MemoryMb = memoryMb,
        VirtualCores = virtualCores,
        Count = 0,
        RestartPolicy = AlwaysAgain,

        // How many failures are too many is the worker manager's to say.
        FailureThreshold = int.MaxValue,
        Files = [.. shipped, new ServiceFile(ShippedFiles.Options, options, IsArchive: false, "APPLICATION")],
    };

    /// <summary>Properties of a service.</summary>
    public static IReadOnlyDictionary<string, string> Properties(FlinkConfiguration configuration)
    {
        var properties = new Dictionary<string, string>
        {
            [CountWindow] = ((long)configuration.Get(YarnOptions.AttemptFailuresValidity).TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
        if (configuration.TryGet(YarnOptions.ServiceMasterMemory, out var memory))
        {
            properties[YarnOptions.ServiceMasterMemory.Key] = MegabytesOf(memory.Bytes).ToString(CultureInfo.InvariantCulture);
        }

        return properties;
    }

    /// <summary>What a worker is started with; its id and its host it learns from its container.</summary>
    public static string OptionsOf(FlinkConfiguration cluster, WorkerRequest request) => OptionLines.Of(
        OptionLines.ForContainer(cluster.Without(TaskManagerMemoryOptions.FlinkSize.Key).Without(TaskManagerOptions.ResourceId.Key))
            .MergedWith(request.Configuration)
            .With(TaskManagerMemoryOptions.ProcessSize, new MemorySize(request.Memory.TotalProcess)));
}
