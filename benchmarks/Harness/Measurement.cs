namespace Flink.Benchmarks.Harness;

/// <summary>What one process measured.</summary>
/// <param name="Value">The median, in the unit of the figure.</param>
/// <param name="Checksum">What the work computed; both sides of a figure must agree on it.</param>
internal readonly record struct Measurement(double Value, long Checksum);
