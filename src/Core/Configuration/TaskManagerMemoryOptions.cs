namespace Flink.Core.Configuration;

/// <summary>Sizes of a worker's process and its parts; parts that are not set are derived from the whole.</summary>
public static class TaskManagerMemoryOptions
{
    /// <summary>Whole process, as a container would limit it.</summary>
    public static ConfigOption<MemorySize> ProcessSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.process.size",
        "Whole process, as a container would limit it.")
        .Where(value => value > MemorySize.Zero, "above zero")
        .Supported();

    /// <summary>All parts but the runtime's own.</summary>
    public static ConfigOption<MemorySize> FlinkSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.flink.size",
        "All parts but the runtime's own.")
        .Where(value => value > MemorySize.Zero, "above zero")
        .Supported();

    /// <summary>Object memory of the engine, in no slot.</summary>
    public static ConfigOption<MemorySize> FrameworkHeapSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.framework.heap.size",
        "128 mb",
        "Object memory of the engine, in no slot.")
        .Supported();

    /// <summary>Native memory of the engine, in no slot.</summary>
    public static ConfigOption<MemorySize> FrameworkOffHeapSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.framework.off-heap.size",
        "128 mb",
        "Native memory of the engine, in no slot.")
        .Supported();

    /// <summary>Part of the engine's native memory for reading results of batch stages.</summary>
    public static ConfigOption<MemorySize> BatchShuffleSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.framework.off-heap.batch-shuffle.size",
        "64 mb",
        "Part of the engine's native memory for reading results of batch stages.");

    /// <summary>Object memory of user code.</summary>
    public static ConfigOption<MemorySize> TaskHeapSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.task.heap.size",
        "Object memory of user code.")
        .Supported();

    /// <summary>Native memory of user code.</summary>
    public static ConfigOption<MemorySize> TaskOffHeapSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.task.off-heap.size",
        "0 bytes",
        "Native memory of user code.")
        .Supported();

    /// <summary>Memory that the engine gives to sorting, hash tables and state backends.</summary>
    public static ConfigOption<MemorySize> ManagedSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.managed.size",
        "Memory that the engine gives to sorting, hash tables and state backends.")
        .Supported();

    /// <summary>Managed share of all parts, where no size is set.</summary>
    public static ConfigOption<double> ManagedFraction { get; } = ConfigOption.Double(
        "taskmanager.memory.managed.fraction",
        0.4,
        "Managed share of all parts, where no size is set.")
        .Where(value => value is >= 0 and < 1, "from 0 to below 1")
        .Supported();

    /// <summary>How kinds of consumers in one slot share managed memory.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> ManagedConsumerWeights { get; } = ConfigOption.Map(
        "taskmanager.memory.managed.consumer-weights",
        "OPERATOR:70,STATE_BACKEND:70,PYTHON:30",
        "How kinds of consumers in one slot share managed memory.");

    /// <summary>Least memory for buffers of the exchange.</summary>
    public static ConfigOption<MemorySize> NetworkMin { get; } = ConfigOption.Memory(
        "taskmanager.memory.network.min",
        "64 mb",
        "Least memory for buffers of the exchange.")
        .Where(value => value > MemorySize.Zero, "above zero")
        .Supported();

    /// <summary>Most memory for these buffers.</summary>
    public static ConfigOption<MemorySize> NetworkMax { get; } = ConfigOption.Memory(
        "taskmanager.memory.network.max",
        "9223372036854775807 bytes",
        "Most memory for these buffers.")
        .Where(value => value > MemorySize.Zero, "above zero")
        .DefaultShownAs("unlimited")
        .Supported();

    /// <summary>Share of all parts for these buffers, between their least and most.</summary>
    public static ConfigOption<double> NetworkFraction { get; } = ConfigOption.Double(
        "taskmanager.memory.network.fraction",
        0.1,
        "Share of all parts for these buffers, between their least and most.")
        .Where(value => value is >= 0 and < 1, "from 0 to below 1")
        .Supported();

    /// <summary>Memory reserved for loaded code.</summary>
    public static ConfigOption<MemorySize> MetaspaceSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.jvm-metaspace.size",
        "256 mb",
        "Memory reserved for loaded code.")
        .Supported();

    /// <summary>Least memory for stacks, code and other native parts.</summary>
    public static ConfigOption<MemorySize> OverheadMin { get; } = ConfigOption.Memory(
        "taskmanager.memory.jvm-overhead.min",
        "192 mb",
        "Least memory for stacks, code and other native parts.")
        .Supported();

    /// <summary>Most memory for these parts.</summary>
    public static ConfigOption<MemorySize> OverheadMax { get; } = ConfigOption.Memory(
        "taskmanager.memory.jvm-overhead.max",
        "1 gb",
        "Most memory for these parts.")
        .Supported();

    /// <summary>Share of the process for these parts, between their least and most.</summary>
    public static ConfigOption<double> OverheadFraction { get; } = ConfigOption.Double(
        "taskmanager.memory.jvm-overhead.fraction",
        0.1,
        "Share of the process for these parts, between their least and most.")
        .Where(value => value is >= 0 and < 1, "from 0 to below 1")
        .Supported();

    /// <summary>Size of one network buffer.</summary>
    public static ConfigOption<MemorySize> SegmentSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.segment-size",
        "32 kb",
        "Size of one network buffer.")
        .Where(value => value > MemorySize.Zero, "above zero");

    /// <summary>Least part of a buffer that is sent when buffers shrink to shorten queues.</summary>
    public static ConfigOption<MemorySize> MinSegmentSize { get; } = ConfigOption.Memory(
        "taskmanager.memory.min-segment-size",
        "256 bytes",
        "Least part of a buffer that is sent when buffers shrink to shorten queues.")
        .Where(value => value > MemorySize.Zero, "above zero");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "TaskManager memory",
        [
            ProcessSize,
            FlinkSize,
            FrameworkHeapSize,
            FrameworkOffHeapSize,
            BatchShuffleSize,
            TaskHeapSize,
            TaskOffHeapSize,
            ManagedSize,
            ManagedFraction,
            ManagedConsumerWeights,
            NetworkMin,
            NetworkMax,
            NetworkFraction,
            MetaspaceSize,
            OverheadMin,
            OverheadMax,
            OverheadFraction,
            SegmentSize,
            MinSegmentSize,
        ]);
}
