using Flink.Benchmarks.Records;
using Flink.Core.Functions;
using Flink.Core.Metrics;

namespace Flink.Benchmarks.Jobs;

/// <summary>The sink behind an exchange.</summary>
internal struct ExchangeSink : ISinkFunction<Trade>, IRichFunction
{
    private long _sum;
    private LongCounter? _checksum;

    public void Open(RuntimeContext context) => _checksum = ChecksumAccumulator.Register(context);

    public void Invoke(in Trade record, long timestamp) => _sum += ExchangeSum.Of(in record, timestamp);

    public readonly void Close() => _checksum?.Add(_sum);
}
