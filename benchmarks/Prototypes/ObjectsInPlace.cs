using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>Objects handed on one by one, changed in place: an interface call and a <c>Func</c> a stage.</summary>
internal sealed class ObjectsInPlace(long records) : IWork
{
    private readonly TradeObject[] _store = TradeStore.Objects();

    private interface IStage<T>
    {
        void Process(T record, long timestamp);
    }

    public long Units => records;

    public long Run()
    {
        TradeStore.Reset(_store);
        var sink = new SumStage();
        IStage<TradeObject> head = new MapStage<TradeObject, TradeObject>(
            static trade =>
            {
                trade.Price *= TradeChain.Rate;
                return trade;
            },
            new FilterStage<TradeObject>(
                static trade => (trade.Key & TradeChain.KeyBits) != 0,
                new MapStage<TradeObject, TradeObject>(
                    static trade =>
                    {
                        trade.Price += 1;
                        return trade;
                    },
                    sink)));
        Push(head);
        return sink.Checksum;
    }

    private void Push(IStage<TradeObject> head)
    {
        for (long i = 0; i < records; i += PrototypeBatch<TradeObject>.Size)
        {
            PushBlock(head, i, i + PrototypeBatch<TradeObject>.Size);
        }
    }

    /// <summary>A method of its own, entered often, so that it is optimised like the rest.</summary>
    private void PushBlock(IStage<TradeObject> head, long from, long to)
    {
        var store = _store;
        for (var i = from; i < to; i++)
        {
            head.Process(store[i & TradeStore.Mask], i);
        }
    }

    private sealed class MapStage<TIn, TOut>(Func<TIn, TOut> function, IStage<TOut> next) : IStage<TIn>
    {
        public void Process(TIn record, long timestamp) => next.Process(function(record), timestamp);
    }

    private sealed class FilterStage<T>(Func<T, bool> predicate, IStage<T> next) : IStage<T>
    {
        public void Process(T record, long timestamp)
        {
            if (predicate(record))
            {
                next.Process(record, timestamp);
            }
        }
    }

    private sealed class SumStage : IStage<TradeObject>
    {
        private double _prices;
        private long _keys;

        public long Checksum => TradeChain.Checksum(_prices, _keys);

        public void Process(TradeObject record, long timestamp)
        {
            _prices += record.Price;
            _keys += timestamp ^ record.Key;
        }
    }
}
