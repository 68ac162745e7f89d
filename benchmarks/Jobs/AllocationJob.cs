using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Jobs;

/// <summary>What a chain with an exchange allocates a record: the difference of a long and a short job, so that what a job allocates once does not count.</summary>
internal static class AllocationJob
{
    private const int LongerBy = 4;

    public static Measurement Measure(Effort effort)
    {
        var records = ChainScale.Records(effort);
        Bytes(records);
        var shortRun = Bytes(records);
        var longRun = Bytes(LongerBy * records);
        return new Measurement(Math.Max(0, longRun - shortRun) / (double)((LongerBy - 1) * records), 0);
    }

    private static long Bytes(long records)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        new JobWork(records, environment => environment
            .FromSource(new StoreSource<Trade>(TradeStore.Structs, records), "Trades")
            .Update(static (ref Trade trade) => trade.Price *= TradeChain.Rate)
            .Filter(new KeyHasBits())
            .Rebalance()
            .Map(static (in Trade trade) => trade)
            .AddSink(new TradeSum())).Run();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
