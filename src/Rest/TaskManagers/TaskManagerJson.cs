using System.Text.Json;
using Flink.Rest.Json;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.TaskManagers;

/// <summary>How answers show TaskManagers.</summary>
internal static class TaskManagerJson
{
    private const int BytesPerMegabyteShift = 20;

    private static readonly (string Field, string Metric)[] _metrics =
    [
        ("heapUsed", "Status.JVM.Memory.Heap.Used"),
        ("heapCommitted", "Status.JVM.Memory.Heap.Committed"),
        ("heapMax", "Status.JVM.Memory.Heap.Max"),
        ("nonHeapUsed", "Status.JVM.Memory.NonHeap.Used"),
        ("nonHeapCommitted", "Status.JVM.Memory.NonHeap.Committed"),
        ("nonHeapMax", "Status.JVM.Memory.NonHeap.Max"),
        ("directCount", "Status.JVM.Memory.Direct.Count"),
        ("directUsed", "Status.JVM.Memory.Direct.MemoryUsed"),
        ("directMax", "Status.JVM.Memory.Direct.TotalCapacity"),
        ("mappedCount", "Status.JVM.Memory.Mapped.Count"),
        ("mappedUsed", "Status.JVM.Memory.Mapped.MemoryUsed"),
        ("mappedMax", "Status.JVM.Memory.Mapped.TotalCapacity"),
        ("nettyShuffleMemorySegmentsAvailable", "Status.Shuffle.Netty.AvailableMemorySegments"),
        ("nettyShuffleMemorySegmentsUsed", "Status.Shuffle.Netty.UsedMemorySegments"),
        ("nettyShuffleMemorySegmentsTotal", "Status.Shuffle.Netty.TotalMemorySegments"),
        ("nettyShuffleMemoryAvailable", "Status.Shuffle.Netty.AvailableMemory"),
        ("nettyShuffleMemoryUsed", "Status.Shuffle.Netty.UsedMemory"),
        ("nettyShuffleMemoryTotal", "Status.Shuffle.Netty.TotalMemory"),
    ];

    /// <summary>Writes the fields that a TaskManager has in lists and alone.</summary>
    public static void WriteFields(Utf8JsonWriter json, TaskManagerDetails one)
    {
        json.WriteString("id", one.Id);
        json.WriteString("path", one.Path);
        json.WriteNumber("dataPort", one.DataPort);
        json.WriteNumber("jmxPort", -1);
        json.WriteMillis("timeSinceLastHeartbeat", one.LastHeartbeat);
        json.WriteNumber("slotsNumber", one.Slots);
        json.WriteNumber("freeSlots", one.FreeSlots);
        json.WriteNumber("assignedTasks", one.Allocated.Sum(static slot => slot.Tasks));
        WriteResource(json, "totalResource", one.Total);
        WriteResource(json, "freeResource", one.Free);
        json.WriteStartObject("hardware");
        json.WriteNumber("cpuCores", one.Hardware.CpuCores);
        json.WriteNumber("physicalMemory", one.Hardware.PhysicalMemory);
        json.WriteNumber("freeMemory", one.Hardware.FreeMemory);
        json.WriteNumber("managedMemory", one.Hardware.ManagedMemory);
        json.WriteEndObject();
        WriteMemory(json, one.Memory);
        if (one.IsBlocked)
        {
            json.WriteBoolean("blocked", true);
        }
    }

    public static void WriteSlots(Utf8JsonWriter json, TaskManagerDetails one)
    {
        json.WriteStartArray("allocatedSlots");
        foreach (var slot in one.Allocated)
        {
            json.WriteStartObject();
            json.WriteString("jobId", slot.Job.ToString());
            WriteResource(json, "resource", slot.Resource);
            json.WriteNumber("assignedTasks", slot.Tasks);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteMetrics(Utf8JsonWriter json, Dictionary<string, double> metrics)
    {
        json.WriteStartObject("metrics");
        foreach (var (field, metric) in _metrics)
        {
            json.WriteNumber(field, (long)metrics.GetValueOrDefault(metric));
        }

        WriteCollectors(json, metrics);
        json.WriteEndObject();
    }

    private static void WriteCollectors(Utf8JsonWriter json, Dictionary<string, double> metrics)
    {
        const string Prefix = "Status.JVM.GarbageCollector.";
        const string Count = ".Count";
        json.WriteStartArray("garbageCollectors");
        foreach (var (id, value) in metrics)
        {
            if (id.StartsWith(Prefix, StringComparison.Ordinal) && id.EndsWith(Count, StringComparison.Ordinal))
            {
                var name = id[Prefix.Length..^Count.Length];
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteNumber("count", (long)value);
                json.WriteNumber("time", (long)metrics.GetValueOrDefault($"{Prefix}{name}.Time"));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    // Memory of resources is shown in megabytes, as Flink does.
    private static void WriteResource(Utf8JsonWriter json, string name, ResourceFigures resource)
    {
        json.WriteStartObject(name);
        json.WriteFloat("cpuCores", resource.CpuCores);
        json.WriteNumber("taskHeapMemory", resource.TaskHeap >> BytesPerMegabyteShift);
        json.WriteNumber("taskOffHeapMemory", resource.TaskOffHeap >> BytesPerMegabyteShift);
        json.WriteNumber("managedMemory", resource.Managed >> BytesPerMegabyteShift);
        json.WriteNumber("networkMemory", resource.Network >> BytesPerMegabyteShift);
        json.WriteStartObject("extendedResources");
        foreach (var (key, amount) in resource.Extended)
        {
            json.WriteFloat(key, amount);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter json, MemoryFigures memory)
    {
        json.WriteStartObject("memoryConfiguration");
        foreach (var (name, bytes) in (ReadOnlySpan<(string, long?)>)
            [
                ("frameworkHeap", memory.FrameworkHeap),
                ("taskHeap", memory.TaskHeap),
                ("frameworkOffHeap", memory.FrameworkOffHeap),
                ("taskOffHeap", memory.TaskOffHeap),
                ("networkMemory", memory.Network),
                ("managedMemory", memory.Managed),
                ("jvmMetaspace", memory.Metaspace),
                ("jvmOverhead", memory.Overhead),
                ("totalFlinkMemory", memory.TotalFlink),
                ("totalProcessMemory", memory.TotalProcess),
            ])
        {
            if (bytes is { } value)
            {
                json.WriteNumber(name, value);
            }
        }

        json.WriteEndObject();
    }
}
