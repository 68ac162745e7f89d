namespace Flink.Core.Configuration;

/// <summary>Sizes of the JobManager's process and its parts; parts that are not set are derived from the whole.</summary>
public static class JobManagerMemoryOptions
{
    /// <summary>Whole process, as a container would limit it.</summary>
    public static ConfigOption<MemorySize> ProcessSize { get; } = ConfigOption.Memory(
        "jobmanager.memory.process.size",
        "Whole process, as a container would limit it.")
        .Where(value => value > MemorySize.Zero, "above zero")
        .Supported();

    /// <summary>Heap and off-heap memory, without the runtime's own parts.</summary>
    public static ConfigOption<MemorySize> FlinkSize { get; } = ConfigOption.Memory(
        "jobmanager.memory.flink.size",
        "Heap and off-heap memory, without the runtime's own parts.")
        .Where(value => value > MemorySize.Zero, "above zero")
        .Supported();

    /// <summary>Memory for objects.</summary>
    public static ConfigOption<MemorySize> HeapSize { get; } = ConfigOption.Memory(
        "jobmanager.memory.heap.size",
        "Memory for objects.")
        .Where(value => value > MemorySize.Zero, "above zero")
        .Supported();

    /// <summary>Native memory, including that of user code.</summary>
    public static ConfigOption<MemorySize> OffHeapSize { get; } = ConfigOption.Memory(
        "jobmanager.memory.off-heap.size",
        "128 mb",
        "Native memory, including that of user code.")
        .Supported();

    /// <summary>Memory reserved for loaded code.</summary>
    public static ConfigOption<MemorySize> MetaspaceSize { get; } = ConfigOption.Memory(
        "jobmanager.memory.jvm-metaspace.size",
        "256 mb",
        "Memory reserved for loaded code.")
        .Supported();

    /// <summary>Least memory for stacks, code and other native parts.</summary>
    public static ConfigOption<MemorySize> OverheadMin { get; } = ConfigOption.Memory(
        "jobmanager.memory.jvm-overhead.min",
        "192 mb",
        "Least memory for stacks, code and other native parts.")
        .Supported();

    /// <summary>Most memory for these parts.</summary>
    public static ConfigOption<MemorySize> OverheadMax { get; } = ConfigOption.Memory(
        "jobmanager.memory.jvm-overhead.max",
        "1 gb",
        "Most memory for these parts.")
        .Supported();

    /// <summary>Share of the process for these parts, between their least and most.</summary>
    public static ConfigOption<double> OverheadFraction { get; } = ConfigOption.Double(
        "jobmanager.memory.jvm-overhead.fraction",
        0.1,
        "Share of the process for these parts, between their least and most.")
        .Where(value => value is >= 0 and < 1, "from 0 to below 1")
        .Supported();

    /// <summary>Whether off-heap memory is limited to its size.</summary>
    public static ConfigOption<bool> EnableDirectLimit { get; } = ConfigOption.Bool(
        "jobmanager.memory.enable-jvm-direct-memory-limit",
        false,
        "Whether off-heap memory is limited to its size.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "JobManager memory",
        [
            ProcessSize,
            FlinkSize,
            HeapSize,
            OffHeapSize,
            MetaspaceSize,
            OverheadMin,
            OverheadMax,
            OverheadFraction,
            EnableDirectLimit,
        ]);
}
