using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;

namespace Flink.Benchmarks.Jobs;

/// <summary>A source and a sink in two tasks with an exchange between them.</summary>
internal static class ExchangeJob
{
    public static IWork Local(Effort effort)
    {
        var records = ExchangeScale.Records(effort);
        return new JobWork(records, environment => environment
            .FromSource(new StoreSource<Trade>(TradeStore.Structs, records, copyTimestamps: true), "Trades")
            .Rebalance()
            .AddSink(new ExchangeSink()));
    }
}
