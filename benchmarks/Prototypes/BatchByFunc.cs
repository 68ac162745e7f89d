using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Batches, <c>Func</c> by value: a map writes its results into a batch of its own, the filter closes gaps in place.</summary>
internal sealed class BatchByFunc(long records) : IWork
{
    private readonly Trade[] _store = TradeStore.Structs();

    public long Units => records;

    public long Run()
    {
        var sink = new TradeSumStage();
        var head = new MapStage<Trade, Trade>(
            static trade => new Trade { Id = trade.Id, Key = trade.Key, Price = trade.Price * TradeChain.Rate, Extra = trade.Extra },
            new FilterStage<Trade>(
                static trade => (trade.Key & TradeChain.KeyBits) != 0,
                new MapStage<Trade, Trade>(
                    static trade => new Trade { Id = trade.Id, Key = trade.Key + 1, Price = trade.Price + 1, Extra = trade.Extra },
                    sink)));
        var batch = new PrototypeBatch<Trade>(PrototypeBatch<Trade>.Size);
        for (long i = 0; i < records; i += batch.Records.Length)
        {
            batch.Fill(_store, i);
            head.Process(batch);
        }

        return sink.Checksum;
    }

    private sealed class MapStage<TIn, TOut>(Func<TIn, TOut> function, IBatchStage<TOut> next) : IBatchStage<TIn>
    {
        private readonly PrototypeBatch<TOut> _results = new(PrototypeBatch<TOut>.Size);

        public void Process(PrototypeBatch<TIn> batch)
        {
            var map = function;
            var records = batch.Records.AsSpan(0, batch.Count);
            var results = _results.Records.AsSpan(0, batch.Count);
            for (var i = 0; i < records.Length; i++)
            {
                results[i] = map(records[i]);
            }

            batch.Timestamps.AsSpan(0, batch.Count).CopyTo(_results.Timestamps);
            _results.Count = batch.Count;
            next.Process(_results);
        }
    }

    private sealed class FilterStage<T>(Func<T, bool> predicate, IBatchStage<T> next) : IBatchStage<T>
    {
        public void Process(PrototypeBatch<T> batch)
        {
            var keep = predicate;
            var (records, timestamps) = (batch.Records, batch.Timestamps);
            var kept = 0;
            for (var i = 0; i < batch.Count; i++)
            {
                if (keep(records[i]))
                {
                    if (kept != i)
                    {
                        records[kept] = records[i];
                        timestamps[kept] = timestamps[i];
                    }

                    kept++;
                }
            }

            batch.Count = kept;
            if (kept > 0)
            {
                next.Process(batch);
            }
        }
    }
}
