using Flink.Benchmarks.Records;
using Flink.Core.Functions;
using Flink.Core.Metrics;

namespace Flink.Benchmarks.Jobs;

/// <summary>The sink of the chains over objects.</summary>
internal struct TradeObjectSum : ISinkFunction<TradeObject>, IRichFunction
{
    private double _prices;
    private long _keys;
    private LongCounter? _checksum;

    public void Open(RuntimeContext context) => _checksum = ChecksumAccumulator.Register(context);

    public void Invoke(in TradeObject record, long timestamp)
    {
        _prices += record.Price;
        _keys += timestamp ^ record.Key;
    }

    public readonly void Close() => _checksum?.Add(TradeChain.Checksum(_prices, _keys));
}
