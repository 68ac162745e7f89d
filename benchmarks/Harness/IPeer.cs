namespace Flink.Benchmarks.Harness;

/// <summary>Another system that is measured in the same run.</summary>
internal interface IPeer
{
    /// <summary>The peer's figure in the unit of the comparison; null when the peer is not on this machine.</summary>
    double? Measure();
}
