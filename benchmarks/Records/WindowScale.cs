using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.Records;

/// <summary>How many records a window figure has in one call.</summary>
internal static class WindowScale
{
    public const long FullRecords = 20_000_000;

    private const long SmokeRecords = 1 << 15;

    public static long Records(Effort effort, long full) => effort.Of(full, SmokeRecords, longer: 8);
}
