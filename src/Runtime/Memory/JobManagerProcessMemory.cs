using Flink.Core.Configuration;
using static Flink.Core.Configuration.JobManagerMemoryOptions;

namespace Flink.Runtime.Memory;

/// <summary>How the memory of a JobManager's process is divided, in bytes; Flink's model and keys.</summary>
/// <param name="Heap">Objects: what the garbage collector may commit.</param>
/// <param name="OffHeap">Native memory, including that of user code.</param>
/// <param name="Metaspace">Loaded code.</param>
/// <param name="Overhead">Stacks and whatever else the runtime takes from the system.</param>
public sealed record JobManagerProcessMemory(long Heap, long OffHeap, long Metaspace, long Overhead)
{
    /// <summary>All parts but the runtime's own.</summary>
    public long TotalFlink => Heap + OffHeap;

    /// <summary>The whole process, as a container would limit it.</summary>
    public long TotalProcess => TotalFlink + Metaspace + Overhead;

    /// <summary>Reads the options and derives what they leave open.</summary>
    /// <exception cref="ConfigurationException">Nothing says how large the process is, or the parts don't fit; shows their sum.</exception>
    public static JobManagerProcessMemory From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.TryGet(HeapSize, out var heap))
        {
            return AddRuntime(heap.Bytes, OffHeapBeside(heap.Bytes, configuration), configuration);
        }

        var offHeap = configuration.Get(OffHeapSize).Bytes;
        if (configuration.TryGet(FlinkSize, out var flink))
        {
            return AddRuntime(new MemoryParts((OffHeapSize.Key, offHeap)).RestOf(FlinkSize.Key, flink.Bytes), offHeap, configuration);
        }

        if (configuration.TryGet(ProcessSize, out var process))
        {
            var runtime = RuntimeParts.Within(process.Bytes, configuration, RuntimeOptions.OfJobManager);
            var parts = new MemoryParts((OffHeapSize.Key, offHeap), (MetaspaceSize.Key, runtime.Metaspace), ("overhead", runtime.Overhead));
            return new JobManagerProcessMemory(parts.RestOf(ProcessSize.Key, process.Bytes), offHeap, runtime.Metaspace, runtime.Overhead);
        }

        throw new ConfigurationException(
            $"Nothing says how much memory a JobManager has: set {ProcessSize.Key} (the whole process), or {FlinkSize.Key}, or {HeapSize.Key}");
    }

    /// <summary>A configuration in which every part has this size and nothing is left to derive.</summary>
    public FlinkConfiguration WriteTo(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration
            .With(HeapSize, new MemorySize(Heap))
            .With(OffHeapSize, new MemorySize(OffHeap))
            .With(MetaspaceSize, new MemorySize(Metaspace))
            .With(OverheadMin, new MemorySize(Overhead))
            .With(OverheadMax, new MemorySize(Overhead));
    }

    /// <summary>The table that a process logs when it starts, in several lines.</summary>
    public string ToTable() => MemoryText.Table(
        "Final JobManager memory configuration:",
        (0, "Total Process Memory", TotalProcess),
        (1, "Total Flink Memory", TotalFlink),
        (2, "Heap", Heap),
        (2, "Off-heap", OffHeap),
        (1, "Metaspace", Metaspace),
        (1, "Overhead", Overhead));

    // The rest of the whole, where that is set: as in Flink, the size of off-heap memory itself does not count then, but must fit.
    private static long OffHeapBeside(long heap, FlinkConfiguration configuration)
    {
        if (!configuration.TryGet(FlinkSize, out var flink))
        {
            return configuration.Get(OffHeapSize).Bytes;
        }

        var parts = new MemoryParts((HeapSize.Key, heap), (OffHeapSize.Key, configuration.Get(OffHeapSize, MemorySize.Zero).Bytes));
        _ = parts.RestOf(FlinkSize.Key, flink.Bytes);
        return flink.Bytes - heap;
    }

    private static JobManagerProcessMemory AddRuntime(long heap, long offHeap, FlinkConfiguration configuration)
    {
        var flink = new MemoryParts((HeapSize.Key, heap), (OffHeapSize.Key, offHeap)).Sum;
        var runtime = RuntimeParts.Beside(flink, configuration, RuntimeOptions.OfJobManager);
        return new JobManagerProcessMemory(heap, offHeap, runtime.Metaspace, runtime.Overhead);
    }
}
