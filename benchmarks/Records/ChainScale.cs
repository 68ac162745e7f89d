using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Records;

/// <summary>How many records a chain figure pushes in one call.</summary>
internal static class ChainScale
{
    private const long FullRecords = 1 << 25;
    private const long SmokeRecords = 1 << 14;

    public static long Records(Effort effort) => effort.Of(FullRecords, SmokeRecords, longer: 32);
}
