using Flink.Benchmarks.Records;
using Flink.Core.Functions;

namespace Flink.Benchmarks.Jobs;

/// <summary>The filter of the chain as a struct function.</summary>
internal struct KeyHasBits : IFilterFunction<Trade>
{
    public readonly bool Filter(in Trade record) => (record.Key & TradeChain.KeyBits) != 0;
}
