using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>The chain written out as one loop over the store: nothing is copied, nothing is called.</summary>
internal sealed class HandLoop(long records) : IWork
{
    private readonly Trade[] _store = TradeStore.Structs();
    private double _prices;
    private long _keys;

    public long Units => records;

    public long Run()
    {
        (_prices, _keys) = (0, 0);
        for (long i = 0; i < records; i += TradeStore.Count)
        {
            Round(i);
        }

        return TradeChain.Checksum(_prices, _keys);
    }

    private void Round(long first)
    {
        var store = _store;
        var (prices, keys) = (_prices, _keys);
        for (var i = 0; i < store.Length; i++)
        {
            ref var trade = ref store[i];
            var price = trade.Price * TradeChain.Rate;
            if ((trade.Key & TradeChain.KeyBits) != 0)
            {
                prices += price + 1;
                keys += (first + i) ^ (trade.Key + 1);
            }
        }

        (_prices, _keys) = (prices, keys);
    }
}
