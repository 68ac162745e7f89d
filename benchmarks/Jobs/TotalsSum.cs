using Flink.Benchmarks.Records;
using Flink.Core.Functions;
using Flink.Core.Metrics;

namespace Flink.Benchmarks.Jobs;

/// <summary>The sink of the window figures.</summary>
/// <param name="isCompared">False where the other side of a figure has other windows: then only the input is the same.</param>
internal struct TotalsSum(bool isCompared) : ISinkFunction<Totals>, IRichFunction
{
    private long _sum;
    private LongCounter? _checksum;

    public void Open(RuntimeContext context) => _checksum = ChecksumAccumulator.Register(context);

    public void Invoke(in Totals record, long timestamp) => _sum += Checksum(record, timestamp);

    public readonly void Close() => _checksum?.Add(isCompared ? _sum : 0);

    /// <summary>The part of a result in the checksum.</summary>
    /// <param name="totals">The result.</param>
    /// <param name="timestamp">The last timestamp of its window.</param>
    public static long Checksum(in Totals totals, long timestamp) => (totals.Count << 20) ^ totals.Sum ^ timestamp;
}
