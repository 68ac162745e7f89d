using Flink.Core.Configuration;
using Flink.Runtime.Memory;
using Flink.Runtime.Slots;

namespace Flink.ResourceManagers.Drivers;

/// <summary>A worker as it is requested. Compared by reference: two requests of the same kind are two.</summary>
/// <param name="spec">Its kind: what it reports when it registers must equal this.</param>
/// <param name="cpus">Processors that its container is to have.</param>
/// <param name="memory">The parts of its memory; its container is to have <see cref="TaskManagerProcessMemory.TotalProcess"/>.</param>
/// <param name="configuration">What it must be started with beyond the cluster's own <c>config.yaml</c>. May hold secrets: never on a command line, never in a log.</param>
/// <param name="blockedNodes">Machines that it must not be placed on, as the driver names them.</param>
public sealed class WorkerRequest(
    WorkerSpec spec, decimal cpus, TaskManagerProcessMemory memory, FlinkConfiguration configuration, IReadOnlySet<string> blockedNodes)
{
    /// <summary>Its kind.</summary>
    public WorkerSpec Spec { get; } = spec;

    /// <summary>Processors that its container is to have.</summary>
    public decimal Cpus { get; } = cpus;

    /// <summary>The parts of its memory.</summary>
    public TaskManagerProcessMemory Memory { get; } = memory;

    /// <summary>What it must be started with beyond the cluster's own <c>config.yaml</c>; without its id, which the driver gives it.</summary>
    public FlinkConfiguration Configuration { get; } = configuration;

    /// <summary>Machines that it must not be placed on.</summary>
    public IReadOnlySet<string> BlockedNodes { get; } = blockedNodes;
}
