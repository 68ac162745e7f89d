namespace Flink.Runtime.Dispatcher.Views;

/// <summary>The machine of a TaskManager.</summary>
/// <param name="CpuCores">Processors that it may use.</param>
/// <param name="PhysicalMemory">Bytes of the machine.</param>
/// <param name="FreeMemory">The most bytes that its heap may have.</param>
/// <param name="ManagedMemory">Bytes of managed memory.</param>
public sealed record HardwareFigures(int CpuCores, long PhysicalMemory, long FreeMemory, long ManagedMemory);
