using System.Globalization;
using Flink.Core.Configuration;

namespace Flink.Core.Graph;

/// <summary>How large a slot is: what subtasks that share it have together (Flink's ResourceSpec).</summary>
/// <param name="CpuCores">Cores, above zero; <see cref="PartsOfCore"/> of one are kept.</param>
/// <param name="TaskHeapMemory">Objects of user code, above zero.</param>
/// <param name="TaskOffHeapMemory">Native memory of user code.</param>
/// <param name="ManagedMemory">Native memory for the state and the sort buffers of operators.</param>
public sealed record ResourceSpec(decimal CpuCores, MemorySize TaskHeapMemory, MemorySize TaskOffHeapMemory, MemorySize ManagedMemory)
{
    /// <summary>Into how many parts a core is divided: eight decimal places, as Apache Flink's CPUResource has them.</summary>
    public const decimal PartsOfCore = 100_000_000m;

    /// <summary>Cores, without what is less than a part.</summary>
    public decimal CpuCores { get; } = WholeParts(CpuCores);

    /// <summary>Cuts off what is less than a part of a core.</summary>
    public static decimal WholeParts(decimal cores) => decimal.Truncate(cores * PartsOfCore) / PartsOfCore;

    /// <summary>As errors show it: <c>0.5 cores, 100 mb heap, 0 bytes off-heap, 64 mb managed memory</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{CpuCores:0.########} cores, {TaskHeapMemory} heap, {TaskOffHeapMemory} off-heap, {ManagedMemory} managed memory");
}
