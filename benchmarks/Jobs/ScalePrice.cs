using Flink.Benchmarks.Records;
using Flink.Core.Functions;

namespace Flink.Benchmarks.Jobs;

/// <summary>The first map of the chain as a struct function.</summary>
internal struct ScalePrice : IUpdateFunction<Trade>
{
    public readonly void Update(ref Trade record) => record.Price *= TradeChain.Rate;
}
