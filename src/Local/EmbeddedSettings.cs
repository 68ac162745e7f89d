using Flink.Core.Configuration;
using Flink.Runtime.TaskManager;
using Flink.Runtime.TaskManager.Latency;

namespace Flink.Local;

/// <summary>What the embedded cluster takes from the configuration.</summary>
public sealed record EmbeddedSettings
{
    /// <summary>Worker threads.</summary>
    public required int Cores { get; init; }

    /// <summary>How long a task may hold a worker thread before it counts as blocking.</summary>
    public TimeSpan BlockedThreshold { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Memory and patience.</summary>
    public required TaskManagerSettings TaskManager { get; init; }

    /// <summary>Reads the options; what is not set gets the defaults of Flink's embedded cluster (64 MB network), but for managed memory.</summary>
    /// <remarks>
    /// Keyed state lies in managed memory and not in the heap, so its bound is Flink's share of the memory that the process may have
    /// (<see cref="TaskManagerMemoryOptions.ManagedFraction"/>), and not the 128 MB of Flink's embedded cluster. It is taken as it is used.
    /// </remarks>
    public static EmbeddedSettings From(FlinkConfiguration configuration)
    {
        var defaults = new TaskManagerSettings();
        var network = configuration.Contains(TaskManagerMemoryOptions.NetworkMax)
            ? configuration.Get(TaskManagerMemoryOptions.NetworkMax)
            : configuration.Contains(TaskManagerMemoryOptions.NetworkMin) ? configuration.Get(TaskManagerMemoryOptions.NetworkMin) : (MemorySize?)null;
        return new EmbeddedSettings
        {
            Cores = configuration.TryGet(TaskManagerOptions.CpuCores, out var cores)
                ? Math.Max(1, (int)Math.Ceiling(cores))
                : Environment.ProcessorCount,
            TaskManager = defaults with
            {
                NetworkMemory = network?.Bytes ?? defaults.NetworkMemory,
                ManagedMemory = configuration.TryGet(TaskManagerMemoryOptions.ManagedSize, out var managed) ? managed.Bytes : DefaultManagedMemory(defaults),
                CancellationInterval = configuration.Get(TaskManagerOptions.CancellationInterval),
                CancellationTimeout = configuration.Get(TaskManagerOptions.CancellationTimeout),
                Latency = LatencySettings.From(configuration),
            },
        };
    }

    private static long DefaultManagedMemory(TaskManagerSettings defaults) => Math.Max(
        defaults.ManagedMemory,
        (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * TaskManagerMemoryOptions.ManagedFraction.DefaultValue));
}
