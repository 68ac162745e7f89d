namespace Flink.Runtime.Dispatcher.Views;

/// <summary>Flink's memory model of a TaskManager, in bytes; null where it was not computed.</summary>
public sealed record MemoryFigures
{
    public long? FrameworkHeap { get; init; }

    public long? TaskHeap { get; init; }

    public long? FrameworkOffHeap { get; init; }

    public long? TaskOffHeap { get; init; }

    public long? Network { get; init; }

    public long? Managed { get; init; }

    public long? Metaspace { get; init; }

    public long? Overhead { get; init; }

    public long? TotalFlink { get; init; }

    public long? TotalProcess { get; init; }
}
