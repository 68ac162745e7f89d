using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Prototypes;

/// <summary>A producer and a consumer thread with a ring of full batches and a ring of empty ones between them.</summary>
internal sealed class RingExchange(long records) : IWork
{
    private const int FullBatches = 16;
    private const int EmptyBatches = 32;
    private const int Batches = 20;

    private readonly Trade[] _store = TradeStore.Structs();
    private readonly long[] _timestamps = TradeStore.Timestamps();

    public long Units => records;

    public long Run()
    {
        var full = new SpscRing<PrototypeBatch<Trade>>(FullBatches);
        var empty = new SpscRing<PrototypeBatch<Trade>>(EmptyBatches);
        for (var i = 0; i < Batches; i++)
        {
            empty.Push(new PrototypeBatch<Trade>(PrototypeBatch<Trade>.Size));
        }

        var sum = 0L;
        var consumer = new Thread(() => sum = Consume(full, empty));
        consumer.Start();
        for (long i = 0; i < records; i += PrototypeBatch<Trade>.Size)
        {
            var batch = empty.Pop();
            batch.Fill(_store, _timestamps, i);
            full.Push(batch);
        }

        consumer.Join();
        return sum;
    }

    private static long Sum(PrototypeBatch<Trade> batch)
    {
        var trades = batch.Records.AsSpan(0, batch.Count);
        var timestamps = batch.Timestamps.AsSpan(0, batch.Count);
        var sum = 0L;
        for (var i = 0; i < trades.Length; i++)
        {
            sum += ExchangeSum.Of(in trades[i], timestamps[i]);
        }

        return sum;
    }

    private long Consume(SpscRing<PrototypeBatch<Trade>> full, SpscRing<PrototypeBatch<Trade>> empty)
    {
        var sum = 0L;
        for (var left = records; left > 0;)
        {
            var batch = full.Pop();
            sum += Sum(batch);
            left -= batch.Count;
            empty.Push(batch);
        }

        return sum;
    }
}
