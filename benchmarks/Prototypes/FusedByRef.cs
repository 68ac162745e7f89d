using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Struct functions by reference, closed into one generic loop over the batch.</summary>
internal sealed class FusedByRef(long records) : IWork
{
    private readonly Trade[] _store = TradeStore.Structs();

    private interface IUpdate<T>
    {
        void Update(ref T record);
    }

    private interface IKeep<T>
    {
        bool Keep(ref T record);
    }

    private interface ITake<T>
    {
        void Take(ref T record, long timestamp);
    }

    public long Units => records;

    public long Run()
    {
        var loop = new Loop<Trade, ScalePrice, KeyHasBits, Increment, Sum>(default, default, default, default);
        var batch = new PrototypeBatch<Trade>(PrototypeBatch<Trade>.Size);
        for (long i = 0; i < records; i += batch.Records.Length)
        {
            batch.Fill(_store, i);
            loop.Process(batch);
        }

        return loop.Sink.Checksum;
    }

    private sealed class Loop<T, TFirst, TFilter, TSecond, TSink>(TFirst first, TFilter filter, TSecond second, TSink sink)
        where TFirst : struct, IUpdate<T>
        where TFilter : struct, IKeep<T>
        where TSecond : struct, IUpdate<T>
        where TSink : struct, ITake<T>
    {
        private TFirst _first = first;
        private TFilter _filter = filter;
        private TSecond _second = second;
        private TSink _sink = sink;

        public TSink Sink => _sink;

        public void Process(PrototypeBatch<T> batch)
        {
            var records = batch.Records.AsSpan(0, batch.Count);
            var timestamps = batch.Timestamps.AsSpan(0, batch.Count);
            var local = _sink;
            for (var i = 0; i < records.Length; i++)
            {
                ref var record = ref records[i];
                _first.Update(ref record);
                if (_filter.Keep(ref record))
                {
                    _second.Update(ref record);
                    local.Take(ref record, timestamps[i]);
                }
            }

            _sink = local;
        }
    }

    private struct ScalePrice : IUpdate<Trade>
    {
        public readonly void Update(ref Trade record) => record.Price *= TradeChain.Rate;
    }

    private struct KeyHasBits : IKeep<Trade>
    {
        public readonly bool Keep(ref Trade record) => (record.Key & TradeChain.KeyBits) != 0;
    }

    private struct Increment : IUpdate<Trade>
    {
        public readonly void Update(ref Trade record)
        {
            record.Key += 1;
            record.Price += 1;
        }
    }

    private struct Sum : ITake<Trade>
    {
        private double _prices;
        private long _keys;

        public readonly long Checksum => TradeChain.Checksum(_prices, _keys);

        public void Take(ref Trade record, long timestamp)
        {
            _prices += record.Price;
            _keys += timestamp ^ record.Key;
        }
    }
}
