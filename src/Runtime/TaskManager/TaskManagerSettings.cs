using Flink.Runtime.TaskManager.Latency;

namespace Flink.Runtime.TaskManager;

/// <summary>What a TaskManager may use, and how patient it is.</summary>
public sealed record TaskManagerSettings
{
    /// <summary>Bound of the batches under way between tasks, bytes.</summary>
    /// <value>64 MB, what Flink's embedded cluster has.</value>
    public long NetworkMemory { get; init; } = 64L << 20;

    /// <summary>Slots that share the memory equally where jobs also run elsewhere and their slots have no size (<c>taskmanager.numberOfTaskSlots</c>).</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Cores of all slots together, of which one with a size has its part (<c>taskmanager.cpu.cores</c>); null for one each.</summary>
    public decimal? Cores { get; init; }

    /// <summary>Bound of native memory for operators, bytes.</summary>
    /// <value>128 MB, what Flink's embedded cluster has.</value>
    public long ManagedMemory { get; init; } = 128L << 20;

    /// <summary>Time between two attempts to interrupt a task that does not end (<c>task.cancellation.interval</c>).</summary>
    public TimeSpan CancellationInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a cancelled task may take before it is given up (<c>task.cancellation.timeout</c>); zero waits for ever.</summary>
    public TimeSpan CancellationTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Whether and how latencies are measured (<c>metrics.latency.*</c>).</summary>
    public LatencySettings Latency { get; init; } = new();
}
