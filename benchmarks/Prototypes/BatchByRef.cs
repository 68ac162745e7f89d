using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Batches changed in place by delegates that take the record by reference.</summary>
internal sealed class BatchByRef(long records) : IWork
{
    private readonly Trade[] _store = TradeStore.Structs();

    private delegate void Update<T>(ref T record);

    private delegate bool Keep<T>(ref T record);

    public long Units => records;

    public long Run()
    {
        var sink = new TradeSumStage();
        var head = new UpdateStage<Trade>(
            static (ref Trade trade) => trade.Price *= TradeChain.Rate,
            new FilterStage<Trade>(
                static (ref Trade trade) => (trade.Key & TradeChain.KeyBits) != 0,
                new UpdateStage<Trade>(
                    static (ref Trade trade) =>
                    {
                        trade.Key += 1;
                        trade.Price += 1;
                    },
                    sink)));
        var batch = new PrototypeBatch<Trade>(PrototypeBatch<Trade>.Size);
        for (long i = 0; i < records; i += batch.Records.Length)
        {
            batch.Fill(_store, i);
            head.Process(batch);
        }

        return sink.Checksum;
    }

    private sealed class UpdateStage<T>(Update<T> function, IBatchStage<T> next) : IBatchStage<T>
    {
        public void Process(PrototypeBatch<T> batch)
        {
            var update = function;
            var records = batch.Records.AsSpan(0, batch.Count);
            for (var i = 0; i < records.Length; i++)
            {
                update(ref records[i]);
            }

            next.Process(batch);
        }
    }

    private sealed class FilterStage<T>(Keep<T> predicate, IBatchStage<T> next) : IBatchStage<T>
    {
        public void Process(PrototypeBatch<T> batch)
        {
            var keep = predicate;
            var (records, timestamps) = (batch.Records, batch.Timestamps);
            var kept = 0;
            for (var i = 0; i < batch.Count; i++)
            {
                if (keep(ref records[i]))
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
