namespace Flink.Benchmarks.Records;

/// <summary>The fields of <see cref="Trade"/> in an object.</summary>
internal sealed class TradeObject
{
    public long Id;
    public long Key;
    public double Price;
    public long Extra;
}
