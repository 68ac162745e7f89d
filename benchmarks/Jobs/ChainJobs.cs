using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Streaming;

namespace Flink.Benchmarks.Jobs;

/// <summary>The chain map, filter, map, sink in each form of user function.</summary>
internal static class ChainJobs
{
    private const string SourceName = "Trades";

    /// <summary>Delegates by reference, in place.</summary>
    public static IWork StructRef(Effort effort) => Structs(effort, static trades => trades
        .Update(static (ref Trade trade) => trade.Price *= TradeChain.Rate)
        .Filter(static (in Trade trade) => (trade.Key & TradeChain.KeyBits) != 0)
        .Update(static (ref Trade trade) =>
        {
            trade.Key += 1;
            trade.Price += 1;
        }));

    /// <summary>Delegates by read-only reference that return a new record.</summary>
    public static IWork StructIn(Effort effort) => Structs(effort, static trades => trades
        .Map(static (in Trade trade) => new Trade { Id = trade.Id, Key = trade.Key, Price = trade.Price * TradeChain.Rate, Extra = trade.Extra })
        .Filter(static (in Trade trade) => (trade.Key & TradeChain.KeyBits) != 0)
        .Map(static (in Trade trade) => new Trade { Id = trade.Id, Key = trade.Key + 1, Price = trade.Price + 1, Extra = trade.Extra }));

    /// <summary>Delegates by value.</summary>
    public static IWork StructFunc(Effort effort) => Structs(effort, static trades => trades
        .Map(static trade => new Trade { Id = trade.Id, Key = trade.Key, Price = trade.Price * TradeChain.Rate, Extra = trade.Extra })
        .Filter(static trade => (trade.Key & TradeChain.KeyBits) != 0)
        .Map(static trade => new Trade { Id = trade.Id, Key = trade.Key + 1, Price = trade.Price + 1, Extra = trade.Extra }));

    /// <summary>Struct functions.</summary>
    public static IWork StructFused(Effort effort) => Structs(effort, static trades => trades
        .Update(new ScalePrice())
        .Filter(new KeyHasBits())
        .Update(new IncrementTrade()));

    /// <summary>Objects that the delegates change.</summary>
    public static IWork ClassInPlace(Effort effort)
    {
        var records = ChainScale.Records(effort);
        return new JobWork(records, environment => environment
            .FromSource(new StoreSource<TradeObject>(TradeStore.Objects, records), SourceName)
            .Map(static trade =>
            {
                trade.Price *= TradeChain.Rate;
                return trade;
            })
            .Filter(static trade => (trade.Key & TradeChain.KeyBits) != 0)
            .Map(static trade =>
            {
                trade.Price += 1;
                return trade;
            })
            .AddSink(new TradeObjectSum()));
    }

    private static JobWork Structs(Effort effort, Func<DataStream<Trade>, DataStream<Trade>> chain)
    {
        var records = ChainScale.Records(effort);
        return new JobWork(records, environment =>
            chain(environment.FromSource(new StoreSource<Trade>(TradeStore.Structs, records), SourceName)).AddSink(new TradeSum()));
    }
}
