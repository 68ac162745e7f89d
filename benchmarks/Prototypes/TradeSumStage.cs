using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>The sink of the batch prototypes.</summary>
internal sealed class TradeSumStage : IBatchStage<Trade>
{
    private double _prices;
    private long _keys;

    public long Checksum => TradeChain.Checksum(_prices, _keys);

    public void Process(PrototypeBatch<Trade> batch)
    {
        var records = batch.Records.AsSpan(0, batch.Count);
        var timestamps = batch.Timestamps.AsSpan(0, batch.Count);
        var (prices, keys) = (_prices, _keys);
        for (var i = 0; i < records.Length; i++)
        {
            prices += records[i].Price;
            keys += timestamps[i] ^ records[i].Key;
        }

        (_prices, _keys) = (prices, keys);
    }
}
