using System.Globalization;
using Flink.Core.Configuration;

namespace Flink.Core.Graph;

/// <summary>How large a slot is: what subtasks that share it have together (Flink's ResourceSpec).</summary>
/// <param name="CpuCores">Cores, above zero; kept to eight decimal places.</param>
/// <param name="TaskHeapMemory">Objects of user code, above zero.</param>
/// <param name="TaskOffHeapMemory">Native memory of user code.</param>
/// <param name="ManagedMemory">Native memory for the state and the sort buffers of operators.</param>
public sealed record ResourceSpec(decimal CpuCores, MemorySize TaskHeapMemory, MemorySize TaskOffHeapMemory, MemorySize ManagedMemory)
{
    /// <summary>As errors show it: <c>0.5 cores, 100 mb heap, 0 bytes off-heap, 64 mb managed memory</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{CpuCores:0.########} cores, {TaskHeapMemory} heap, {TaskOffHeapMemory} off-heap, {ManagedMemory} managed memory");
}
