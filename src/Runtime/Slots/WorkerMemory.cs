namespace Flink.Runtime.Slots;

/// <summary>How a worker's memory is divided, bytes; names follow Flink's memory model.</summary>
/// <param name="FrameworkHeap">Heap of the engine.</param>
/// <param name="TaskHeap">Heap of user code.</param>
/// <param name="FrameworkOffHeap">Outside the heap, of the engine.</param>
/// <param name="TaskOffHeap">Outside the heap, of user code.</param>
/// <param name="Network">Exchange buffers.</param>
/// <param name="Managed">State and operators.</param>
/// <param name="Metaspace">What the runtime needs for code.</param>
/// <param name="Overhead">What the runtime needs beside that.</param>
/// <param name="TotalFlink">The first six.</param>
/// <param name="TotalProcess">All.</param>
public sealed record WorkerMemory(
    long FrameworkHeap,
    long TaskHeap,
    long FrameworkOffHeap,
    long TaskOffHeap,
    long Network,
    long Managed,
    long Metaspace,
    long Overhead,
    long TotalFlink,
    long TotalProcess);
