using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Records;

/// <summary>How many records an exchange figure passes in one call.</summary>
internal static class ExchangeScale
{
    private const long FullRecords = 1 << 26;
    private const long SmokeRecords = 1 << 14;

    public static long Records(Effort effort) => effort.Of(FullRecords, SmokeRecords);
}
