namespace Flink.Benchmarks.State;

/// <summary>What a window keeps for a key.</summary>
internal struct CountSum
{
    public long Count;
    public long Sum;
}
