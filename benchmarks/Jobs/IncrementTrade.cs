using Flink.Benchmarks.Records;
using Flink.Core.Functions;

namespace Flink.Benchmarks.Jobs;

/// <summary>The second map of the chain as a struct function.</summary>
internal struct IncrementTrade : IUpdateFunction<Trade>
{
    public readonly void Update(ref Trade record)
    {
        record.Key += 1;
        record.Price += 1;
    }
}
