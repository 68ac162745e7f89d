using Flink.Core.Configuration;

namespace Flink.Runtime.Memory;

/// <summary>How the memory of a TaskManager's process is divided, in bytes; every part is fixed.</summary>
/// <remarks>
/// Flink's model and keys, so that a size means the same here and there: what a process derives is equal, to the byte, to what it was requested
/// with. What the parts are in .NET is in docs/decisions/0016-memory-of-processes.md.
/// </remarks>
/// <param name="FrameworkHeap">Objects of the engine, in no slot.</param>
/// <param name="TaskHeap">Objects of user code.</param>
/// <param name="FrameworkOffHeap">Native memory of the engine, in no slot.</param>
/// <param name="TaskOffHeap">Native memory of user code.</param>
/// <param name="Network">Batches and buffers under way between tasks.</param>
/// <param name="Managed">Pages that the engine gives to state, sorting and hash tables.</param>
/// <param name="Metaspace">Loaded code.</param>
/// <param name="Overhead">Stacks and whatever else the runtime takes from the system.</param>
public sealed record TaskManagerProcessMemory(
    long FrameworkHeap, long TaskHeap, long FrameworkOffHeap, long TaskOffHeap, long Network, long Managed, long Metaspace, long Overhead)
{
    /// <summary>All parts but the runtime's own.</summary>
    public long TotalFlink => FrameworkHeap + TaskHeap + FrameworkOffHeap + TaskOffHeap + Network + Managed;

    /// <summary>The whole process, as a container would limit it.</summary>
    public long TotalProcess => TotalFlink + Metaspace + Overhead;

    /// <summary>What the garbage collector may commit: objects, and the arrays of batches under way, which are objects too.</summary>
    public long CollectedHeap => FrameworkHeap + TaskHeap + Network;

    /// <summary>Reads the options and derives what they leave open.</summary>
    /// <exception cref="ConfigurationException">Nothing says how large the process is, or the parts don't fit; shows their sum.</exception>
    public static TaskManagerProcessMemory From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return TaskManagerMemoryDerivation.Derive(configuration);
    }

    /// <summary>A configuration in which every part has this size and nothing is left to derive.</summary>
    public FlinkConfiguration WriteTo(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration
            .With(TaskManagerMemoryOptions.FrameworkHeapSize, new MemorySize(FrameworkHeap))
            .With(TaskManagerMemoryOptions.TaskHeapSize, new MemorySize(TaskHeap))
            .With(TaskManagerMemoryOptions.FrameworkOffHeapSize, new MemorySize(FrameworkOffHeap))
            .With(TaskManagerMemoryOptions.TaskOffHeapSize, new MemorySize(TaskOffHeap))
            .With(TaskManagerMemoryOptions.NetworkMin, new MemorySize(Network))
            .With(TaskManagerMemoryOptions.NetworkMax, new MemorySize(Network))
            .With(TaskManagerMemoryOptions.ManagedSize, new MemorySize(Managed))
            .With(TaskManagerMemoryOptions.MetaspaceSize, new MemorySize(Metaspace))
            .With(TaskManagerMemoryOptions.OverheadMin, new MemorySize(Overhead))
            .With(TaskManagerMemoryOptions.OverheadMax, new MemorySize(Overhead));
    }

    /// <summary>The table that a process logs when it starts, in several lines.</summary>
    public string ToTable() => MemoryText.Table(
        "Final TaskManager memory configuration:",
        (0, "Total Process Memory", TotalProcess),
        (1, "Total Flink Memory", TotalFlink),
        (2, "Total Heap Memory", FrameworkHeap + TaskHeap),
        (3, "Framework", FrameworkHeap),
        (3, "Task", TaskHeap),
        (2, "Total Off-heap Memory", Managed + FrameworkOffHeap + TaskOffHeap + Network),
        (3, "Managed", Managed),
        (3, "Total Direct Memory", FrameworkOffHeap + TaskOffHeap + Network),
        (4, "Framework", FrameworkOffHeap),
        (4, "Task", TaskOffHeap),
        (4, "Network", Network),
        (1, "Metaspace", Metaspace),
        (1, "Overhead", Overhead),
        (0, "Limit of collected heap", CollectedHeap));
}
