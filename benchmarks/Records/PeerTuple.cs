namespace Flink.Benchmarks.Records;

/// <summary>The record of the window experiments that Apache Flink runs too: three numbers.</summary>
internal struct PeerTuple
{
    public long Key;
    public long Time;
    public long Bits;
}
