namespace Flink.Runtime.Metrics;

/// <summary>A metric's value at one moment.</summary>
/// <param name="Scope">What it is about.</param>
/// <param name="Name">Flink's name, such as <c>numRecordsIn</c> or <c>Status.JVM.Memory.Heap.Used</c>.</param>
/// <param name="Value">The value.</param>
public readonly record struct MetricSample(MetricScope Scope, string Name, double Value);
