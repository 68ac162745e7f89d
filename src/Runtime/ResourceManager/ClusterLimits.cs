using Flink.Core.Configuration;
using Flink.Runtime.Slots;

namespace Flink.Runtime.ResourceManager;

/// <summary>How small and how large a cluster may be that starts its own workers: by slots, and by processors and memory of what is in slots.</summary>
/// <remarks>A number of slots counts as the processors and the memory of so many default slots, unless these are given themselves (Flink's rule).</remarks>
public sealed record ClusterLimits
{
    /// <summary>No limit.</summary>
    public static ClusterLimits None { get; } = new();

    /// <summary>Fewest slots (<c>slotmanager.number-of-slots.min</c>).</summary>
    public int MinSlots { get; init; }

    /// <summary>Most slots (<c>slotmanager.number-of-slots.max</c>).</summary>
    public int MaxSlots { get; init; } = int.MaxValue;

    /// <summary>Fewest processors (<c>slotmanager.min-total-resource.cpu</c>); null for those of <see cref="MinSlots"/>.</summary>
    public decimal? MinCpu { get; init; }

    /// <summary>Least memory in bytes (<c>slotmanager.min-total-resource.memory</c>); null for that of <see cref="MinSlots"/>.</summary>
    public long? MinMemory { get; init; }

    /// <summary>Most processors (<c>slotmanager.max-total-resource.cpu</c>); null for those of <see cref="MaxSlots"/>.</summary>
    public decimal? MaxCpu { get; init; }

    /// <summary>Most memory in bytes (<c>slotmanager.max-total-resource.memory</c>); null for that of <see cref="MaxSlots"/>.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="ConfigurationException">The least is more than the most.</exception>
    public static ClusterLimits From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var limits = new ClusterLimits
        {
            MinSlots = configuration.Get(ResourceManagerOptions.MinSlots),
            MaxSlots = configuration.Get(ResourceManagerOptions.MaxSlots),
            MinCpu = Cpus(configuration, ResourceManagerOptions.MinTotalCpu),
            MinMemory = configuration.TryGet(ResourceManagerOptions.MinTotalMemory, out var min) ? min.Bytes : null,
            MaxCpu = Cpus(configuration, ResourceManagerOptions.MaxTotalCpu),
            MaxMemory = configuration.TryGet(ResourceManagerOptions.MaxTotalMemory, out var max) ? max.Bytes : null,
        };
        Refuse(limits.MinSlots > limits.MaxSlots, ResourceManagerOptions.MinSlots, ResourceManagerOptions.MaxSlots);
        Refuse(limits.MinCpu > limits.MaxCpu, ResourceManagerOptions.MinTotalCpu, ResourceManagerOptions.MaxTotalCpu);
        Refuse(limits.MinMemory > limits.MaxMemory, ResourceManagerOptions.MinTotalMemory, ResourceManagerOptions.MaxTotalMemory);
        return limits;
    }

    /// <summary>Whether so much is less than the cluster has to hold.</summary>
    internal bool IsTooSmall(decimal cpu, decimal memory, WorkerSpec kind) =>
        cpu < (MinCpu ?? CpusOf(kind, MinSlots)) || memory < (MinMemory ?? MemoryOf(kind, MinSlots));

    /// <summary>Whether so much is more than the cluster may hold.</summary>
    internal bool IsTooLarge(decimal cpu, decimal memory, WorkerSpec kind) => cpu > MostCpu(kind) || memory > MostMemory(kind);

    /// <summary>How many more workers of a kind the cluster may hold when it has so much.</summary>
    internal int Growth(decimal cpu, decimal memory, WorkerSpec kind)
    {
        var byCpu = kind.Total.Cpu == 0 ? int.MaxValue : (MostCpu(kind) - cpu) / kind.Total.Cpu;
        var byMemory = kind.Total.TotalMemory == 0 ? int.MaxValue : (MostMemory(kind) - memory) / kind.Total.TotalMemory;
        return (int)Math.Clamp(decimal.Floor(Math.Min(byCpu, byMemory)), 0, int.MaxValue);
    }

    private decimal MostCpu(WorkerSpec kind) => MaxCpu ?? CpusOf(kind, MaxSlots);

    private decimal MostMemory(WorkerSpec kind) => MaxMemory ?? MemoryOf(kind, MaxSlots);

    private static decimal? Cpus(FlinkConfiguration configuration, ConfigOption<double> option) =>
        configuration.TryGet(option, out var cpus) ? (decimal)cpus : null;

    private static void Refuse(bool isWrong, ConfigOption least, ConfigOption most)
    {
        if (isWrong)
        {
            throw new ConfigurationException($"'{least.Key}' is above '{most.Key}': no cluster has that size. Lower the one or raise the other.");
        }
    }

    // Shares of whole workers, multiplied first: nothing is cut off where slots are whole workers.
    private static decimal CpusOf(WorkerSpec kind, int slots) => kind.Total.Cpu * slots / kind.SlotCount;

    private static decimal MemoryOf(WorkerSpec kind, int slots) => (decimal)kind.Total.TotalMemory * slots / kind.SlotCount;
}
