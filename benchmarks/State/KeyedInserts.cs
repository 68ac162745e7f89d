using System.Diagnostics;
using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.State;

/// <summary>A table that grows from nothing to four million keys.</summary>
internal static class KeyedInserts
{
    public static Measurement Measure(Effort effort)
    {
        var (keys, rounds) = effort == Effort.Full ? (4_000_000, 7) : (10_000, 1);
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var table = new StateTable(keys);
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / keys;
        }

        return new Measurement(Statistics.Median(times), 0);
    }
}
