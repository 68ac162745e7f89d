using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Streaming;

namespace Flink.Benchmarks.Jobs;

/// <summary>Six other pipelines over the record types of the chains, run before a measurement: what a worker has behind it that is not freshly started.</summary>
internal static class Pollution
{
    private const long FullRecords = 1 << 22;
    private const long SmokeRecords = 1 << 12;

    /// <summary>Runs the six, then makes the work that is measured.</summary>
    public static IWork Before(Effort effort, Func<Effort, IWork> work)
    {
        var records = effort == Effort.Full ? FullRecords : SmokeRecords;
        Run(records, static trades => trades
            .Map(static trade => new Trade { Id = trade.Id + 1, Key = trade.Key, Price = trade.Price, Extra = trade.Extra }));
        Run(records, static trades => trades
            .Filter(static (in Trade trade) => trade.Key > 3)
            .Update(static (ref Trade trade) => trade.Extra ^= 3));
        Run(records, static trades => trades
            .Map(static (in Trade trade) => new Trade { Key = trade.Key, Price = 3 })
            .Filter(static trade => trade.Price > 1)
            .Map(static trade => new Trade { Key = trade.Key ^ 4 }));
        Run(records, static trades => trades
            .Update(static (ref Trade trade) => trade.Id = trade.Key)
            .Update(new IncrementTrade())
            .Filter(static (in Trade trade) => trade.Extra != 77));
        RunObjects(records, static trades => trades
            .Map(static trade =>
            {
                trade.Extra = 4;
                return trade;
            })
            .Filter(static trade => trade.Key % 5 == 0));
        RunObjects(records, static trades => trades
            .Filter(static trade => trade.Id > 5)
            .Map(static trade => new TradeObject { Id = trade.Id, Key = trade.Key, Price = trade.Price }));
        return work(effort);
    }

    private static void Run(long records, Func<DataStream<Trade>, DataStream<Trade>> chain) =>
        new JobWork(records, environment => chain(environment.FromSource(new StoreSource<Trade>(TradeStore.Structs, records), "Trades"))
            .AddSink(new TradeSum())).Run();

    private static void RunObjects(long records, Func<DataStream<TradeObject>, DataStream<TradeObject>> chain) =>
        new JobWork(records, environment => chain(environment.FromSource(new StoreSource<TradeObject>(TradeStore.Objects, records), "Trades"))
            .AddSink(new TradeObjectSum())).Run();
}
