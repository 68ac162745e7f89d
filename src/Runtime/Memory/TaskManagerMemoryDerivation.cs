using Flink.Core.Configuration;
using static Flink.Core.Configuration.TaskManagerMemoryOptions;

namespace Flink.Runtime.Memory;

/// <summary>Flink's rules for a TaskManager: which sizes decide, and how the others follow from them.</summary>
internal static class TaskManagerMemoryDerivation
{
    public static TaskManagerProcessMemory Derive(FlinkConfiguration configuration)
    {
        if (configuration.Contains(TaskHeapSize) && configuration.Contains(ManagedSize))
        {
            return AddRuntime(FromParts(configuration), configuration);
        }

        if (configuration.TryGet(FlinkSize, out var flink))
        {
            return AddRuntime(FromTotal(flink.Bytes, FlinkSize.Key, configuration), configuration);
        }

        if (configuration.TryGet(ProcessSize, out var process))
        {
            var runtime = RuntimeParts.Within(process.Bytes, configuration, RuntimeOptions.OfTaskManager);
            var rest = new MemoryParts((MetaspaceSize.Key, runtime.Metaspace), ("overhead", runtime.Overhead)).RestOf(ProcessSize.Key, process.Bytes);
            return FromTotal(rest, $"what {ProcessSize.Key} leaves for Flink", configuration) with { Metaspace = runtime.Metaspace, Overhead = runtime.Overhead };
        }

        throw new ConfigurationException(
            $"Nothing says how much memory a TaskManager has: set {ProcessSize.Key} (the whole process), or {FlinkSize.Key}, or both {TaskHeapSize.Key} and {ManagedSize.Key}");
    }

    // Heap and managed memory are set: the exchange gets the rest of the whole, or its fraction of a whole that follows from the parts.
    private static TaskManagerProcessMemory FromParts(FlinkConfiguration configuration)
    {
        var memory = Configured(configuration) with
        {
            TaskHeap = configuration.Get(TaskHeapSize).Bytes,
            Managed = configuration.Get(ManagedSize).Bytes,
        };
        return memory with
        {
            Network = configuration.TryGet(FlinkSize, out var flink)
                ? Network(configuration).Check(PartsOf(memory).RestOf(FlinkSize.Key, flink.Bytes), $"What {FlinkSize.Key} leaves for the exchange beside {PartsOf(memory)}")
                : Network(configuration).BesideRest(PartsOf(memory).Sum),
        };
    }

    private static TaskManagerProcessMemory FromTotal(long flink, string whole, FlinkConfiguration configuration)
    {
        var memory = Configured(configuration) with
        {
            Managed = configuration.TryGet(ManagedSize, out var managed) ? managed.Bytes : (long)(flink * (double)(float)configuration.Get(ManagedFraction)),
        };
        if (configuration.TryGet(TaskHeapSize, out var taskHeap))
        {
            memory = memory with { TaskHeap = taskHeap.Bytes };
            return memory with
            {
                Network = Network(configuration).Check(PartsOf(memory).RestOf(whole, flink), $"What {whole} has for the exchange beside {PartsOf(memory)}"),
            };
        }

        memory = memory with { Network = Network(configuration).Of(flink) };
        return memory with { TaskHeap = PartsOf(memory).RestOf(whole, flink) };
    }

    private static TaskManagerProcessMemory AddRuntime(TaskManagerProcessMemory memory, FlinkConfiguration configuration)
    {
        var runtime = RuntimeParts.Beside(PartsOf(memory).Sum, configuration, RuntimeOptions.OfTaskManager);
        return memory with { Metaspace = runtime.Metaspace, Overhead = runtime.Overhead };
    }

    private static TaskManagerProcessMemory Configured(FlinkConfiguration configuration) => new(
        configuration.Get(FrameworkHeapSize).Bytes,
        0,
        configuration.Get(FrameworkOffHeapSize).Bytes,
        configuration.Get(TaskOffHeapSize).Bytes,
        0,
        0,
        0,
        0);

    private static MemoryShare Network(FlinkConfiguration configuration) => new(configuration, NetworkMin, NetworkMax, NetworkFraction);

    private static MemoryParts PartsOf(TaskManagerProcessMemory memory)
    {
        (string, long)[] parts =
        [
            (FrameworkHeapSize.Key, memory.FrameworkHeap),
            (TaskHeapSize.Key, memory.TaskHeap),
            (FrameworkOffHeapSize.Key, memory.FrameworkOffHeap),
            (TaskOffHeapSize.Key, memory.TaskOffHeap),
            ("taskmanager.memory.network", memory.Network),
            ("taskmanager.memory.managed", memory.Managed),
        ];
        return new MemoryParts([.. parts.Where(static part => part.Item2 > 0)]);
    }
}
