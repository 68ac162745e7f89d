namespace Flink.Runtime.Slots;

/// <summary>The machine under a worker, as REST shows it.</summary>
/// <param name="Cores">Processors that the process may use.</param>
/// <param name="PhysicalMemory">Bytes of the machine, or of the process's limit where it has one.</param>
/// <param name="HeapLimit">Bytes that the managed heap may grow to.</param>
/// <param name="ManagedMemory">Bytes of native memory for state and operators.</param>
public sealed record WorkerHardware(int Cores, long PhysicalMemory, long HeapLimit, long ManagedMemory);
