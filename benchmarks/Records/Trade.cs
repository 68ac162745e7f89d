namespace Flink.Benchmarks.Records;

/// <summary>The record of the chain figures: an unmanaged struct of 32 bytes.</summary>
internal struct Trade
{
    public long Id;
    public long Key;
    public double Price;
    public long Extra;
}
