namespace Flink.Benchmarks.Harness;

/// <summary>Which half of a figure a process measures.</summary>
internal enum Side
{
    /// <summary>The product, through its public API.</summary>
    Ours,

    /// <summary>The denominator.</summary>
    Limit,
}
