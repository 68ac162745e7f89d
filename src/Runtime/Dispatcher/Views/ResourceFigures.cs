namespace Flink.Runtime.Dispatcher.Views;

/// <summary>Resources of a slot or a TaskManager, in cores and bytes.</summary>
/// <param name="CpuCores">Cores.</param>
/// <param name="TaskHeap">Bytes of the heap for tasks.</param>
/// <param name="TaskOffHeap">Bytes outside the heap for tasks.</param>
/// <param name="Managed">Bytes of managed memory.</param>
/// <param name="Network">Bytes for exchanges.</param>
public sealed record ResourceFigures(double CpuCores, long TaskHeap, long TaskOffHeap, long Managed, long Network)
{
    /// <summary>Amounts of further resources by name.</summary>
    public IReadOnlyDictionary<string, double> Extended { get; init; } = new Dictionary<string, double>();
}
