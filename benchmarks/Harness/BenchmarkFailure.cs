namespace Flink.Benchmarks.Harness;

/// <summary>A figure could not be measured.</summary>
internal sealed class BenchmarkFailure(string message) : Exception(message);
