namespace Flink.Benchmarks.Harness;

/// <summary>The newest measurement of a figure, in results/record.json.</summary>
/// <param name="Result">What was measured.</param>
/// <param name="Origin">Where and when.</param>
internal sealed record RecordedResult(Result Result, RunOrigin Origin);
