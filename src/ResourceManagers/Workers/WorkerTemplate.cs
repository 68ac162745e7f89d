using Flink.Core.Configuration;
using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Workers;

/// <summary>The kind of worker that a cluster requests: how large, and configured how.</summary>
/// <remarks>Everything that decides about its kind is fixed in its configuration, so that what it reports equals what was requested, to the byte.</remarks>
public sealed class WorkerTemplate
{
    private readonly decimal _cpus;
    private readonly TaskManagerProcessMemory _memory;
    private readonly FlinkConfiguration _configuration;

    private WorkerTemplate(WorkerSpec spec, decimal cpus, TaskManagerProcessMemory memory, FlinkConfiguration configuration)
    {
        Spec = spec;
        _cpus = cpus;
        _memory = memory;
        _configuration = configuration;
    }

    /// <summary>Its kind.</summary>
    public WorkerSpec Spec { get; }

    /// <summary>The workers that a configuration describes.</summary>
    /// <param name="cluster">The cluster's configuration.</param>
    /// <param name="more">What workers must be started with that their own <c>config.yaml</c> does not say: where the JobManager is, what was given on its command line.</param>
    /// <exception cref="ConfigurationException">The sizes of workers are missing, or don't fit.</exception>
    public static WorkerTemplate From(FlinkConfiguration cluster, FlinkConfiguration more)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(more);
        var memory = TaskManagerProcessMemory.From(cluster);
        var spec = WorkerSpec.From(cluster, memory);
        var configuration = memory.WriteTo(more)
            .With(TaskManagerOptions.TaskSlots, spec.SlotCount)
            .With(TaskManagerOptions.CpuCores, (double)spec.Total.Cpu);
        return new WorkerTemplate(spec, spec.Total.Cpu, memory, configuration);
    }

    /// <summary>A request for one more.</summary>
    /// <param name="blockedNodes">Machines that it must not be placed on.</param>
    internal WorkerRequest NewRequest(IReadOnlySet<string> blockedNodes) => new(Spec, _cpus, _memory, _configuration, blockedNodes);
}
